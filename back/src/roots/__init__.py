"""Roots: what is tested."""
