"""Requests that arrive twice: known by a key, done once, answered again."""
