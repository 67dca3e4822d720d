"""Undoing an import: what may be undone, what it becomes, and the job that does it."""
