"""Change streams: what became of each item, brought in order to those who keep a view of it.

``types`` and ``errors`` are the port; ``run`` brings the changes to the consumers.
"""
