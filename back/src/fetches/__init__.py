"""Fetches of small documents from addresses that people named, which lead to no inner network."""
