"""Where entities are kept: the port that every store implements.

``types`` and ``errors`` are the port; ``requests`` is what one request reads and writes
through.  A store keeps opaque bodies and knows no entity.
"""
