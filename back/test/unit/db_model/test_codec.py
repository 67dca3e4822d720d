"""Every value that is stored comes back as it was."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db_model.access.types import GroupAccess, OrganizationAccess
from db_model.api_tokens.types import ApiToken, TokenOwner, TokenUse
from db_model.codec import CorruptItem, decode, decode_body, encode, item_of, maybe
from db_model.context import Origin
from db_model.credentials.types import Credentials
from db_model.environments.types import Environment
from db_model.findings.types import Finding, FindingState
from db_model.groups.types import Group, GroupState
from db_model.identities.types import Identity, IdentityOwner, Place
from db_model.imports.types import Import
from db_model.notices.types import Notice
from db_model.organizations.types import Organization, OrganizationState
from db_model.reminders.types import Reminder
from db_model.roles.types import CustomRole, Holder
from db_model.roots.types import (
    Cloning,
    GitRoot,
    GitRootState,
    IPRoot,
    IPRootState,
    URLRoot,
    URLRootState,
)
from db_model.secrets.types import Secret
from db_model.sessions.types import Session, SessionUse
from db_model.sign_in_links.types import LinkOwner, SignInLink
from db_model.sign_ins.types import SignIn
from db_model.sketches.types import RootSketches, SketchKey
from db_model.stakeholders.types import Stakeholder
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityState
from store.types import Key
from unit.db_model.strategies import any_value

pytestmark = pytest.mark.not_changes_db

STORED = [
    ApiToken,
    Cloning,
    CustomRole,
    Credentials,
    Environment,
    Finding,
    FindingState,
    GitRoot,
    GitRootState,
    Group,
    GroupAccess,
    GroupState,
    Holder,
    IPRoot,
    IPRootState,
    Identity,
    IdentityOwner,
    Import,
    LinkOwner,
    Organization,
    OrganizationAccess,
    OrganizationState,
    Origin,
    Place,
    Reminder,
    Session,
    SessionUse,
    SignIn,
    SignInLink,
    RootSketches,
    Secret,
    SketchKey,
    Stakeholder,
    TokenOwner,
    TokenUse,
    Notice,
    URLRoot,
    URLRootState,
    Vulnerability,
    VulnerabilityState,
]
FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KEY = Key("THING#1")


@pytest.mark.parametrize("type_", STORED)
@FEW
@given(data=st.data())
def test_a_value_comes_back_as_it_was(type_: type[Any], data: st.DataObject) -> None:
    value = data.draw(any_value(type_))
    item = item_of(value, key=KEY, kind="thing", version=7)

    assert decode(type_, item) == value
    assert encode(decode(type_, item)) == item.body
    assert (item.key, item.kind, item.version) == (KEY, "thing", 7)


@pytest.mark.parametrize("type_", STORED)
@FEW
@given(data=st.data())
def test_a_value_that_lacks_a_field_or_has_another_type_in_one_is_told(
    type_: type[Any], data: st.DataObject
) -> None:
    value = data.draw(any_value(type_))
    stored = msgspec.json.decode(encode(value))
    name = data.draw(st.sampled_from(sorted(_required(type_))))
    without = {key: each for key, each in stored.items() if key != name}

    bodies: tuple[object, ...] = (without, stored | {name: [[]]}, [])
    for body in bodies:
        with pytest.raises(CorruptItem, match=f"{type_.__name__} of here"):
            decode_body(type_, msgspec.json.encode(body), of="here")


def test_what_is_not_there_is_decoded_to_nothing() -> None:
    assert maybe(Stakeholder, None) is None


def test_what_is_no_json_is_told() -> None:
    with pytest.raises(CorruptItem, match="Stakeholder of here"):
        decode_body(Stakeholder, b"{", of="here")


def _required(type_: type[Any]) -> set[str]:
    return {field.name for field in msgspec.inspect.type_info(type_).fields if field.required}  # type: ignore[attr-defined]  # a dataclass has fields
