"""A shop. Every weakness in it is there on purpose."""
