"""How a copy is refused, or fails; what it has done so far stays, to go on from."""

from collections.abc import Sequence
from pathlib import Path

from errors import Conflict, Invalid, Unavailable


class TargetNotEmpty(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "The target holds something already: copy into new tables, or into an empty"
            " INTEGRATES_STATE_DIR"
        )


class AnotherCopy(Conflict):
    def __init__(self, source: str) -> None:
        super().__init__(f"The target holds a part of a copy of {source}: name another target")


class Overtaken(Conflict):
    def __init__(self) -> None:
        super().__init__("Another process copies to the same target")


class StillServed(Conflict):
    def __init__(self, owner: str) -> None:
        super().__init__(
            f"The service still runs ({owner}): stop all its processes, which takes up to half a"
            " minute to be seen, and finish the copy then"
        )


class Differs(Conflict):
    """``examples`` are some of the partitions that differ."""

    def __init__(self, what: str, count: int, examples: Sequence[str]) -> None:
        super().__init__(
            f"{count} {what} differ between source and target, such as {', '.join(examples)}:"
            " see that nothing writes to either, and finish the copy again"
        )


class Unfinished(Unavailable):
    """Whoever serves from half a copy would serve half the data."""

    def __init__(self) -> None:
        super().__init__(
            "The store is the target of a copy that is not finished: finish it with"
            " `integrates store copy --finish`, or make another store"
        )


class NoSource(Invalid):
    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no store at {path}: set INTEGRATES_STATE_DIR")


class NotElsewhere(Invalid):
    def __init__(self, what: str) -> None:
        super().__init__(f"A copy goes to another {what} than the one in use")


class BadTarget(Invalid):
    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text} is no target: name one store and one search, such as dynamodb+opensearch or"
            " embedded, and for the files s3 or directory if they move, too"
        )


class Unfit(Invalid):
    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
