"""Limits on documents: how long, deep, wide and dear a request may be."""
