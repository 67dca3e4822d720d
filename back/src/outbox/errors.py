"""How sending what is in the outbox fails."""


class Overtaken(Exception):
    """Another runner has taken the job over, or the mail was changed; nothing was lost."""
