"""Decisions about roots, by what they are about; pure."""
