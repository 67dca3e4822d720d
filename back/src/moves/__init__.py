"""Moving roots to other groups: a commit that makes the new root, and a job that fills it."""
