"""Filters, orders and facets of searchable lists, made from the schemas of the indexes."""
