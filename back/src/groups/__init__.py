"""Groups: the units of work of an organization."""
