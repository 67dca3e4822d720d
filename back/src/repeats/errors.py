"""What a repeat is told that is not answered as it was at first."""

from errors import AlreadyDone, Conflict, InProgress, KeyReused


class OtherRequest(KeyReused):
    def __init__(self) -> None:
        super().__init__("The Idempotency-Key was used for another request")


class StillInProgress(InProgress):
    def __init__(self) -> None:
        super().__init__("The request with this Idempotency-Key is in progress", retry_after=1)


class AnswerLost(AlreadyDone):
    """Its first commit was made, and nobody knows what came of the rest."""

    def __init__(self) -> None:
        super().__init__(
            "The request was begun before and its answer is lost; "
            "see what it did before asking again with another key"
        )


class AnswerNotKept(AlreadyDone):
    def __init__(self, why: str) -> None:
        super().__init__(f"The request was answered before, and is not answered again: {why}")


class KeyTaken(Conflict):
    """The same request, come twice at once, was faster; nothing was written."""

    def __init__(self) -> None:
        super().__init__("The same request was faster")
