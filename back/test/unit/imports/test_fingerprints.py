"""The tool's own fingerprints: followed only where the report shows that they are identities."""

import pytest

from imports.matching import Layer, OutcomeKind
from reports.seen import matched_with, seen, told

CREATED, UNCHANGED, MOVED = OutcomeKind.CREATED, OutcomeKind.UNCHANGED, OutcomeKind.MOVED
MATCHED, REOPENED, DUPLICATE = OutcomeKind.MATCHED, OutcomeKind.REOPENED, OutcomeKind.DUPLICATE
SUPPRESSED, IGNORED = OutcomeKind.SUPPRESSED, OutcomeKind.IGNORED


def test_a_trusted_fingerprint_is_followed_anywhere() -> None:
    old = [seen(at, f"a{at}", fingerprint=f"id/v1=0123456789ab{at}") for at in (1, 2)]
    new = [
        seen(at + 50, f"b{at}", path="z.py", fingerprint=f"id/v1=0123456789ab{at}") for at in (2, 1)
    ]

    matched = matched_with(old, new)

    assert told(matched.outcomes) == [(MOVED, "v1"), (MOVED, "v0")]
    assert {each.layer for each in matched.outcomes} == {Layer.FINGERPRINT}


@pytest.mark.parametrize(
    "fingerprints",
    [
        ("id=requires login", "id=requires login"),
        ("id=0123456789abc", "id=0123456789abc"),
        ("id=1", "id=2"),
        ("id=0123456789abc", None),
        ("id=0123456789abc", "id=0123456789abc", "id=abcdef0123456"),
    ],
)
def test_a_fingerprint_that_is_no_identity_pairs_nothing(
    fingerprints: tuple[str | None, ...],
) -> None:
    old = [seen(at, f"a{at}", fingerprint=each) for at, each in enumerate(fingerprints, 1)]
    new = [
        seen(at, f"b{at}", path="z.py", fingerprint=each) for at, each in enumerate(fingerprints, 1)
    ]

    assert told(matched_with(old, new).outcomes) == [(CREATED, None)] * len(fingerprints)
