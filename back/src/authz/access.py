"""The caller: who it is, and everything that decides what it may do.

One strong read of the person's partition holds it all, and one more what custom roles mean, where
any is held; so a right that was taken away is gone at the very next request.
"""

from asyncio import gather
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from authz.custom import NONE, custom_actions
from authz.errors import LoginRequired
from authz.policy import GROUP, ORGANIZATION, PLATFORM, Action, allowed
from authz.scopes import within
from authz.sessions import stands
from db_model.access import keys as access_keys
from db_model.access.types import (
    GroupAccess,
    GroupRole,
    Membership,
    OrganizationAccess,
    OrganizationRole,
)
from db_model.api_tokens import keys as token_keys
from db_model.api_tokens.get import owner
from db_model.api_tokens.types import ApiToken, Reach, Workload
from db_model.codec import decode
from db_model.context import Origin
from db_model.groups.get import active_of_organization
from db_model.identities import keys as identity_keys
from db_model.identities.types import Identity
from db_model.paging import everything
from db_model.sessions import keys as session_keys
from db_model.sessions.get import uses
from db_model.sessions.types import Session
from db_model.sign_in_links import keys as link_keys
from db_model.sign_in_links.types import SignInLink
from db_model.stakeholders.keys import partition
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.trust_rules import keys as rule_keys
from db_model.trust_rules.types import TrustRule
from db_model.types import Email, GroupName, OrganizationId, RoleId, SessionId, TokenId
from store.types import Database, Item, Query

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who acts, and with which credential; rights are looked up, never carried.

    ``reach`` is what the credential is held to, the groups of its organizations among its groups.
    """

    email: Email
    token_id: TokenId | None = None
    session_id: SessionId | None = None
    reach: Reach | None = None
    address: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What ``principal`` is a member of, as a strong read found it.

    ``custom`` are the actions that each custom role of its memberships allows.
    """

    principal: Principal
    stakeholder: Stakeholder
    organizations: Mapping[OrganizationId, OrganizationAccess]
    groups: Mapping[GroupName, GroupAccess]
    tokens: tuple[ApiToken, ...]
    sessions: tuple[Session, ...] = ()
    links: tuple[SignInLink, ...] = ()
    rules: tuple[TrustRule, ...] = ()
    custom: Mapping[RoleId, frozenset[Action]] = field(default_factory=lambda: NONE)
    identities: tuple[Identity, ...] = ()

    @property
    def is_admin(self) -> bool:
        return self.stakeholder.role is PlatformRole.ADMIN

    def platform_actions(self) -> frozenset[Action]:
        role, reach = self.stakeholder.role, self.principal.reach
        if role is None or not (reach is None or reach.is_everywhere):
            return frozenset()
        return self._scoped(allowed(PLATFORM, frozenset({role})))

    def organization_actions(self, id_: OrganizationId) -> frozenset[Action]:
        role = self.organization_role(id_)
        if role is None:
            return frozenset()
        roles = frozenset({role, OrganizationRole.ADMIN} if self.is_admin else {role})
        own = self._custom(self.organizations.get(id_))
        return self._scoped(allowed(ORGANIZATION, roles) | own)

    def group_actions(self, name: GroupName) -> frozenset[Action]:
        role = self.group_role(name)
        if role is None:
            return frozenset()
        roles = frozenset({role, GroupRole.ADMIN} if self.is_admin else {role})
        return self._scoped(allowed(GROUP, roles) | self._custom(self.groups.get(name)))

    def groups_allowing(self, *actions: Action) -> frozenset[GroupName] | None:
        """Return the groups in which all ``actions`` may be performed; ``None`` for every group."""
        wanted, reach = frozenset(actions), self.principal.reach
        if self.is_admin and wanted <= self._scoped(allowed(GROUP, frozenset({GroupRole.ADMIN}))):
            return None if reach is None or reach.is_everywhere else reach.groups
        return frozenset(name for name in self.groups if wanted <= self.group_actions(name))

    def organization_role(self, id_: OrganizationId) -> OrganizationRole | None:
        """Return the role that was granted; an administrator without one is ``ADMIN``.

        There is none where the credential does not reach.
        """
        if not self.reaches_organization(id_):
            return None
        access = self.organizations.get(id_)
        if access is not None and access.has_access:
            return access.role
        return OrganizationRole.ADMIN if self.is_admin else None

    def group_role(self, name: GroupName) -> GroupRole | None:
        """Return the role that was granted, as ``organization_role`` does."""
        reach = self.principal.reach
        if not (reach is None or reach.is_everywhere or name in reach.groups):
            return None
        access = self.groups.get(name)
        if access is not None and access.has_access:
            return access.role
        return GroupRole.ADMIN if self.is_admin else None

    def reaches_organization(self, id_: OrganizationId) -> bool:
        """Return whether the credential is good for this organization."""
        reach = self.principal.reach
        return reach is None or reach.is_everywhere or id_ in reach.organizations

    def _scoped(self, actions: frozenset[Action]) -> frozenset[Action]:
        reach = self.principal.reach
        return actions if reach is None else within(reach, actions)

    def _custom(self, membership: Membership | None) -> frozenset[Action]:
        if membership is None or not membership.has_access or membership.custom_role is None:
            return frozenset()
        return self.custom.get(membership.custom_role, frozenset())


def origin(access: Access, *, at: datetime, import_id: str | None = None) -> Origin:
    """Return where a change comes from when the caller with this ``access`` makes it."""
    principal = access.principal
    return Origin(
        principal=principal.email,
        at=at,
        token_id=principal.token_id,
        session_id=principal.session_id,
        address=principal.address,
        request_id=principal.request_id,
        import_id=import_id,
    )


async def access_by_token(
    db: Database, digest: str, *, now: datetime, address: str | None, request_id: str | None = None
) -> Access:
    """Return the access of whoever holds the token with this ``digest``: a get and a query.

    A token that is held to organizations costs a query more for each.

    Raises:
        LoginRequired: no such token stands, it has expired, or its owner is gone.
    """
    found = await owner(db, digest)
    if found is None:
        raise LoginRequired
    principal = Principal(
        email=found.email, token_id=found.token_id, address=address, request_id=request_id
    )
    access = await access_of(db, principal)
    if access is None:
        raise LoginRequired
    if found.workload is not None:
        return _let_in(access, found.workload, now=now)
    for token in access.tokens:
        if token.id == found.token_id and token.digest == digest and token.expires_at > now:
            return await _held_to(db, access, token.reach)
    raise LoginRequired


def _let_in(access: Access, workload: Workload, *, now: datetime) -> Access:
    """Return ``access`` as far as a CI job has it: the group of the rule, while that stands.

    Raises:
        LoginRequired: the rule was removed, or the time is over.
    """
    for rule in access.rules:
        if rule.id == workload.rule and workload.expires_at > now:
            reach = Reach(scopes=workload.scopes & rule.scopes, groups=frozenset({rule.group_name}))
            return replace(access, principal=replace(access.principal, reach=reach))
    raise LoginRequired


async def _held_to(db: Database, access: Access, reach: Reach | None) -> Access:
    """Return ``access`` as far as a credential with this ``reach`` has it."""
    if reach is None:
        return access
    of = await gather(*(active_of_organization(db, id_) for id_ in sorted(reach.organizations)))
    names = reach.groups.union(group.name for groups in of for group in groups)
    principal = replace(access.principal, reach=replace(reach, groups=names))
    return replace(access, principal=principal)


async def access_by_session(
    db: Database, digest: str, *, now: datetime, address: str | None, request_id: str | None = None
) -> Access:
    """Return the access of whoever has the session with this ``digest``: a get and a query.

    Raises:
        LoginRequired: no such session stands, it has ended, or the person is gone.
    """
    (use,) = await uses(db, [digest])
    if use is None:
        raise LoginRequired
    principal = Principal(
        email=use.email, session_id=use.session_id, address=address, request_id=request_id
    )
    access = await access_of(db, principal)
    if access is None or not any(
        session.digest == digest and stands(session, use, now=now) for session in access.sessions
    ):
        raise LoginRequired
    return access


async def access_of(db: Database, principal: Principal) -> Access | None:
    """Return what ``principal`` may reach, or ``None`` for a person who is not there."""
    query = Query(pk=partition(principal.email), strong=True, limit=1000)
    items = await everything(db, query)
    stakeholder = next((decode(Stakeholder, i) for i in items if i.kind == "stakeholder"), None)
    if stakeholder is None:
        return None
    organizations = _of_kind(items, access_keys.ORGANIZATION_KIND, OrganizationAccess)
    groups = _of_kind(items, access_keys.GROUP_KIND, GroupAccess)
    return Access(
        principal=principal,
        stakeholder=stakeholder,
        organizations=MappingProxyType({each.organization_id: each for each in organizations}),
        groups=MappingProxyType({each.group_name: each for each in groups}),
        tokens=_of_kind(items, token_keys.KIND, ApiToken),
        sessions=_of_kind(items, session_keys.KIND, Session),
        links=_of_kind(items, link_keys.KIND, SignInLink),
        rules=_of_kind(items, rule_keys.KIND, TrustRule),
        custom=await custom_actions(db, (*organizations, *groups)),
        identities=_of_kind(items, identity_keys.KIND, Identity),
    )


def _of_kind(items: Iterable[Item], kind: str, type_: type[T]) -> tuple[T, ...]:
    return tuple(decode(type_, item) for item in items if item.kind == kind)
