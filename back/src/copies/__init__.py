"""Moving to another store: a live copy that can be resumed, and the proof that nothing differs."""
