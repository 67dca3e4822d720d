"""What becomes of a Git root that is asked to be another, and where its code runs."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.environments.types import Cloud, EnvironmentType
from db_model.roots.types import (
    Cloning,
    CloningStatus,
    GitRoot,
    GitRootState,
    RootStatus,
)
from db_model.types import Email, GroupName, OrganizationId, RootId
from roots.errors import InvalidCloud, RootNotActive
from roots.rules.environments import environment_from
from roots.rules.git import changed, is_elsewhere
from roots.rules.git import tested as only_tested  # else it would be collected
from roots.types import NewEnvironment, NewGitRoot

pytestmark = pytest.mark.not_changes_db

BY = Email("ada@example.com")
AT = datetime(2026, 3, 2, tzinfo=UTC)
LATER = AT + timedelta(days=1)
ROOT = GitRoot(
    id=RootId("root"),
    group_name=GroupName("group"),
    organization_id=OrganizationId("ORG#1"),
    created_by=BY,
    created_at=AT,
    state=GitRootState(
        nickname="shop",
        url="https://git.example.com/shop",
        branch="main",
        environment="production",
        includes_health_check=False,
        gitignore=(),
        use_vpn=True,
        status=RootStatus.ACTIVE,
        modified_by=BY,
        modified_at=AT,
    ),
    cloning=Cloning(status=CloningStatus.UNKNOWN, reason="root created", modified_at=AT),
    version=7,
)
SAME = NewGitRoot(
    url=ROOT.state.url, branch="main", environment="production", includes_health_check=False
)


def test_a_root_that_is_as_it_is_asked_to_be_is_itself() -> None:
    assert changed(ROOT, SAME, by=Email("eve@example.com"), at=LATER) is ROOT


@given(use_vpn=st.none() | st.booleans(), nickname=st.none() | st.sampled_from(["", "shop", "new"]))
def test_what_is_not_told_stays(*, use_vpn: bool | None, nickname: str | None) -> None:
    asked = replace(SAME, branch="trunk", use_vpn=use_vpn, nickname=nickname)

    now = changed(ROOT, asked, by=BY, at=LATER)

    assert now.state == replace(
        ROOT.state,
        branch="trunk",
        use_vpn=True if use_vpn is None else use_vpn,
        nickname=nickname or "shop",
        modified_at=LATER,
    )
    assert now.version > ROOT.version


@pytest.mark.parametrize(
    ("url", "elsewhere"),
    [("https://git.example.com/Shop.git", False), ("https://git.example.com/shops", True)],
)
def test_another_spelling_is_the_same_repository(url: str, *, elsewhere: bool) -> None:
    now = replace(ROOT, state=replace(ROOT.state, url=url))

    assert is_elsewhere(ROOT, now) is elsewhere


def test_only_what_is_tested_is_tested() -> None:
    inactive = replace(ROOT, state=replace(ROOT.state, status=RootStatus.INACTIVE))

    assert only_tested(ROOT) is ROOT
    with pytest.raises(RootNotActive):
        only_tested(inactive)


@given(cloud=st.sampled_from(Cloud))
def test_only_a_cloud_has_a_cloud(cloud: Cloud) -> None:
    new = NewEnvironment(url=" 1234 ", type=EnvironmentType.CLOUD, cloud=cloud.value)

    made = environment_from(new, ROOT, by=BY, at=AT)

    assert (made.url, made.cloud) == ("1234", cloud)
    assert made.id == hashlib.sha1(b"1234", usedforsecurity=False).hexdigest()
    with pytest.raises(InvalidCloud):
        environment_from(replace(new, type=EnvironmentType.URL), ROOT, by=BY, at=AT)
