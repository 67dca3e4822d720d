"""How the job that moves a root fails."""


class FindingLost(Exception):
    """A vulnerability is of a finding that is not stored: a bug, and nothing is guessed."""
