"""Readers of reports, one file a format."""
