"""Whether a root is tested, and what becomes of what it has open."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authz.policy import Attribute
from db_model.findings.types import Source
from db_model.roots.types import (
    Cloning,
    CloningStatus,
    GitRoot,
    GitRootState,
    IPRoot,
    IPRootState,
    Protocol,
    Root,
    RootReason,
    RootStatus,
    URLRoot,
    URLRootState,
)
from db_model.types import (
    Email,
    FindingId,
    GroupName,
    OrganizationId,
    RootId,
    VulnerabilityId,
)
from db_model.vulnerabilities.types import (
    Reason,
    Technique,
    Treatment,
    TreatmentStatus,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
    VulnerabilityType,
)
from roots.rules.status import activated, deactivated, excluded, leaving_from, service_of
from roots.types import Leaving

pytestmark = pytest.mark.not_changes_db

START: Final = datetime(2026, 3, 2, tzinfo=UTC)
LATER: Final = START + timedelta(hours=1)
BY: Final = Email("someone@example.com")
OUT: Final = Leaving(reason=RootReason.OUT_OF_SCOPE)
_STATE: Final = {
    "nickname": "shop",
    "status": RootStatus.ACTIVE,
    "modified_by": Email("builder@example.com"),
    "modified_at": START,
}
_COMMON: Final = {
    "id": RootId("root"),
    "group_name": GroupName("shop"),
    "organization_id": OrganizationId("ORG#1"),
    "created_by": Email("builder@example.com"),
    "created_at": START,
    "version": 7,
}
GIT: Final = GitRoot(
    **_COMMON,  # type: ignore[arg-type]  # the fields are of one type each
    cloning=Cloning(status=CloningStatus.UNKNOWN, reason="", modified_at=START),
    state=GitRootState(
        **_STATE,  # type: ignore[arg-type]  # as above
        url="https://git.example.com/shop",
        branch="main",
        environment="production",
        includes_health_check=False,
        gitignore=(),
        use_vpn=False,
    ),
)
IP: Final = IPRoot(
    **_COMMON,  # type: ignore[arg-type]  # as above
    state=IPRootState(**_STATE, address="192.0.2.1"),  # type: ignore[arg-type]  # as above
)
URL: Final = URLRoot(
    **_COMMON,  # type: ignore[arg-type]  # as above
    state=URLRootState(
        **_STATE,  # type: ignore[arg-type]  # as above
        protocol=Protocol.HTTPS,
        host="shop.example.com",
        port=443,
        path="/",
        query="a=b",
    ),
)
ROOTS: Final = st.sampled_from([GIT, IP, URL])


def _vulnerability(status: VulnerabilityStatus) -> Vulnerability:
    return Vulnerability(
        id=VulnerabilityId("v"),
        finding_id=FindingId("f"),
        group_name=GroupName("shop"),
        root_id=RootId("root"),
        type=VulnerabilityType.LINES,
        technique=Technique.SAST,
        created_by=BY,
        created_at=START,
        hacker_email=BY,
        state=VulnerabilityState(
            status=status,
            where="app.py",
            specific="1",
            source=Source.MACHINE,
            modified_by=Email("builder@example.com"),
            modified_at=START,
        ),
        treatment=Treatment(status=TreatmentStatus.UNTREATED, modified_at=START),
        reported_at=START,
        version=3,
    )


@given(root=ROOTS)
def test_a_root_that_is_left_and_taken_up_again_is_what_it_was(root: Root) -> None:
    left = deactivated(root, OUT, by=BY, at=LATER)
    again = activated(left, by=BY, at=LATER)

    assert left.state.status is RootStatus.INACTIVE
    assert (left.state.reason, left.state.status_at) == (RootReason.OUT_OF_SCOPE, LATER)
    assert (again.state.status, again.state.reason) == (RootStatus.ACTIVE, None)
    assert root.version < left.version < again.version
    # What is tested, the query of a URL too, is as it was.
    kept = {"nickname", "url", "branch", "address", "host", "port", "path", "query"}
    for name in kept & {each.name for each in fields(root.state)}:
        assert getattr(again.state, name) == getattr(root.state, name)


@given(root=ROOTS)
def test_what_is_so_already_stays_the_very_same(root: Root) -> None:
    left = deactivated(root, OUT, by=BY, at=LATER)

    assert activated(root, by=BY, at=LATER) is root
    other = Leaving(reason=RootReason.OTHER, other="Sold")
    assert deactivated(left, other, by=BY, at=LATER) is left


@given(reason=st.sampled_from(RootReason), words=st.text("abc", min_size=1, max_size=1000))
def test_words_are_kept_for_another_reason_only(reason: RootReason, words: str) -> None:
    kept = leaving_from(Leaving(reason=reason, other=words))

    assert kept.reason is reason
    assert kept.other == (words if reason is RootReason.OTHER else None)


@given(status=st.sampled_from(VulnerabilityStatus))
def test_only_what_is_open_is_excluded(status: VulnerabilityStatus) -> None:
    was = _vulnerability(status)
    now = excluded(was, by=BY, at=LATER)

    assert (now is not None) == (status is VulnerabilityStatus.VULNERABLE)
    if now is not None:
        assert now.state.status is VulnerabilityStatus.SAFE
        assert (now.state.reasons, now.state.modified_by) == ((Reason.EXCLUSION,), BY)
        assert (now.closed_at, now.reported_at) == (LATER, was.reported_at)
        assert now.version > was.version


def test_code_needs_another_service_than_what_runs() -> None:
    assert service_of(GIT) is Attribute.WHITE
    assert service_of(IP) is service_of(URL) is Attribute.BLACK
