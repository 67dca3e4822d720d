"""Entities: their values, where they are stored, how they are read and written.

Each folder is one entity: ``types`` (the value), ``keys`` (where it lies), ``get`` (reads),
``add`` and ``update`` (functions that return writes; only ``commit`` applies them).
"""
