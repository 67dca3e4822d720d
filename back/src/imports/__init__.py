"""Imports: scanners' reports on their way into a group, matched with what is known."""
