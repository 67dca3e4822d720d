"""The installation itself: its first organization, and credentials for its people."""
