"""Backups of the embedded engines: a folder that holds a store, its files and a manifest."""
