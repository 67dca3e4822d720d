"""How often something may be asked for: buckets that fill with time, shared by all processes."""
