"""How keeping a projection fails."""


class DocumentRefused(Exception):
    """The engine refuses a document, which no repetition changes: a bug of a view."""

    def __init__(self, index: str, id_: str, reason: str) -> None:
        super().__init__(f"{index}: {id_}: {reason}")


class Overtaken(Exception):
    """Another runner has taken the job over; it does the rest."""
