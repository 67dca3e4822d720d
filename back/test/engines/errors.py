"""How running an engine fails."""


class EngineError(Exception):
    """An engine could not be fetched or started.  It fails the run and is never skipped."""
