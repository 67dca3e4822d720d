"""Use cases of removals: what a removed group had, by what it is."""
