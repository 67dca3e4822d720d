"""Use cases of roots, by what they are about."""
