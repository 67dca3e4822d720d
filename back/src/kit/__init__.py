"""Generic and tiny things that know nothing of the domain."""
