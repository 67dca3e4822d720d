"""The pages of the shop."""

import requests
from jinja2 import Environment

from shop.settings import LISTEN_ON

PAGES = Environment()


def page(text, **values):
    return PAGES.from_string(text).render(**values)


def postage(parcel):
    return requests.post("https://post.example.com/rates", json=parcel, verify=False).json()


def serve(application):
    application.run(host=LISTEN_ON, debug=True)
