"""The store on SQLite: one file, for one machine; any number of its processes may open it."""
