"""Moving a root: asking for it, and the job that does the rest."""
