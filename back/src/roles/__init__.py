"""Roles that an organization defines for itself and for its groups."""
