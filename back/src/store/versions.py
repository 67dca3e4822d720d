"""Versions: a clock that never runs backwards for one key, whatever the machines' clocks do."""


def next_version(previous: int | None, now_ms: int) -> int:
    """Return the version after ``previous``, at least ``now_ms`` (milliseconds since the epoch).

    So versions sort by time, and grow across delete and create; they fit 53 bits.
    """
    return now_ms if previous is None else max(previous + 1, now_ms)
