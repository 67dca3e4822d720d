"""Orders, in a database that believes what it is told."""

import sqlite3

from shop.settings import DATABASE


def orders_of(customer):
    with sqlite3.connect(DATABASE) as database:
        return database.execute(
            "SELECT id, total FROM orders WHERE customer = '%s'" % customer
        ).fetchall()


def cancel(order):
    try:
        with sqlite3.connect(DATABASE) as database:
            database.execute(f"DELETE FROM orders WHERE id = {order}")
    except Exception:
        pass


def totals(orders, seen=[]):
    for order in orders:
        seen.append(order)
    return sum(total for _, total in seen)
