"""Removing groups: the job that follows the commit by which one is nobody's any more."""
