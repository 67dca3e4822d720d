"""What the business allows of groups; pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from db_model.groups.types import (
    Group,
    GroupState,
    GroupStatus,
    Language,
    Managed,
    Service,
    Subscription,
    Tier,
)
from db_model.organizations.types import Organization, OwnPolicies, Policies
from db_model.types import Email, GroupName
from groups.errors import (
    InvalidGroupName,
    InvalidLanguage,
    InvalidSprintDuration,
    InvalidSprintStart,
    NoValidTag,
    OneShotGone,
    SquadNeedsAsm,
    SquadNeedsMachine,
    TagNotFound,
    TagsRepeated,
)
from groups.types import GroupInfo, NewGroup, NewServices, Removal
from kit.time import milliseconds
from organizations.rules import laid_over, not_crossed, policies_from
from stakeholders.rules.members import SERVICE_DOMAIN
from texts.errors import InvalidLength
from texts.rules import filled, free, sized

MOST_TAGS: Final = 100  # of a group
TAGS_AT_ONCE: Final = 30
LONGEST_TAG: Final = 60
LONGEST_SPRINT: Final = 10  # weeks
_NAME: Final = re.compile(r"[a-z0-9]{4,20}")
_TAG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIRST_SPRINT: Final = datetime(2000, 1, 1, tzinfo=UTC)  # earlier ones are slips of the hand


def name_from(text: str) -> GroupName:
    """Return the name that a group called ``text`` is stored under.

    Raises:
        InvalidGroupName: it is not 4 to 20 letters and digits.
    """
    name = text.strip().lower()
    if _NAME.fullmatch(name) is None:
        raise InvalidGroupName
    return GroupName(name)


def service_account(name: GroupName) -> Email:
    """Return the e-mail that the CI agent of a group is known by."""
    return Email(f"forces.{name}@{SERVICE_DOMAIN}")


def group_from(new: NewGroup, organization: Organization, *, by: Email, at: datetime) -> Group:
    """Return the group that ``new`` asks for.

    Raises:
        SquadNeedsMachine: it asks for squad without machine.
        AppError: its name or description is refused.
    """
    if new.has_squad and not new.has_machine:
        raise SquadNeedsMachine
    usual = Service.WHITE if new.subscription is Subscription.CONTINUOUS else Service.BLACK
    return Group(
        name=name_from(new.name),
        organization_id=organization.id,
        description=_description(new.description),
        language=new.language,
        created_by=by,
        created_at=at,
        state=GroupState(
            status=GroupStatus.ACTIVE,
            type=new.subscription,
            service=new.service or usual,
            has_machine=new.has_machine,
            has_squad=new.has_squad,
            tier=_tier(new),
            managed=Managed.MANAGED,
            modified_by=by,
            modified_at=at,
        ),
        sprint_start_at=at,
        version=milliseconds(at),
    )


def policies_of(group: Group, organization: Organization) -> Policies:
    """Return the policies that hold in ``group``."""
    if group.policies is None:
        return organization.policies
    return laid_over(organization.policies, group.policies)


def with_policies(
    group: Group, asked: OwnPolicies, organization: Organization, *, by: Email, at: datetime
) -> Group:
    """Return ``group`` with the policies ``asked`` for as its own; the others stay as they are.

    Raises:
        AppError: one is out of its range, or the lowest score that may be accepted would be
            above the highest, as in ``organizations.rules``.
    """
    was = group.policies or OwnPolicies()
    own = laid_over(was, policies_from(asked))
    not_crossed(laid_over(organization.policies, own))
    if own == was:
        return group
    return replace(group, policies=replace(own, modified_by=by, modified_at=at))


def with_info(group: Group, new: GroupInfo, *, at: datetime) -> Group:
    """Return ``group`` as ``new`` describes it.

    Raises:
        InvalidSprintDuration: it is not 1 to ``LONGEST_SPRINT`` weeks.
        InvalidSprintStart: it is in the future, or before this century.
        AppError: a text is refused.
    """
    duration = new.sprint_duration or group.sprint_duration
    if new.sprint_duration is not None and not 1 <= new.sprint_duration <= LONGEST_SPRINT:
        raise InvalidSprintDuration
    start = new.sprint_start_at or group.sprint_start_at
    if new.sprint_start_at is not None and not _FIRST_SPRINT <= new.sprint_start_at <= at:
        raise InvalidSprintStart
    business_name = _given(new.business_name, group.business_name, most=60)
    return replace(
        group,
        description=_description(new.description),
        language=new.language,
        business_id=_given(new.business_id, group.business_id, most=60),
        business_name=None if business_name is None else free(business_name, "businessName"),
        sprint_duration=duration,
        sprint_start_at=start.astimezone(UTC),
    )


def with_services(group: Group, new: NewServices, *, by: Email, at: datetime) -> Group:
    """Return ``group`` served as ``new`` says; removed where it is not to be served at all.

    Raises:
        AppError: the services do not go together, or a text is refused.
    """
    _check_services(group, new)
    if not new.has_asm:
        removal = Removal(justification=new.reason, comments=new.comments)
        return removed(group, removal, by=by, at=at)
    was = group.state
    comments = free(sized(new.comments, most=250), "comments")
    services = replace(
        was,
        type=new.subscription,
        service=new.service or was.service,
        has_machine=new.has_machine,
        has_squad=new.has_squad,
        tier=_stored_tier(new),
    )
    now = replace(
        group,
        description=group.description if new.description is None else _description(new.description),
        language=group.language if new.language is None else _language(new.language),
    )
    if services == was:
        return now
    state = replace(
        services, justification=new.reason, comments=comments, modified_by=by, modified_at=at
    )
    return replace(now, state=state)


def removed(group: Group, removal: Removal, *, by: Email, at: datetime) -> Group:
    """Return ``group`` as it is once nobody has it any more, without what was told of it.

    Raises:
        AppError: the comments have more than 250 characters, or are not free text.
    """
    state = replace(
        group.state,
        status=GroupStatus.DELETED,
        has_machine=False,
        has_squad=False,
        justification=removal.justification,
        removal=removal.reason,
        comments=free(sized(removal.comments or "", most=250), "comments") or None,
        modified_by=by,
        modified_at=at,
    )
    gone = replace(group, context=None, disambiguation=None, business_id=None, business_name=None)
    return replace(gone, state=state)


def with_context(group: Group, context: str | None) -> Group:
    """Return ``group`` with what people who test it should know.

    Raises:
        InvalidLength: it has more than 20,000 characters.
    """
    return replace(group, context=_given(context, group.context, most=20_000))


def with_disambiguation(group: Group, disambiguation: str | None) -> Group:
    """Return ``group`` with what tells it from others that are like it.

    Raises:
        InvalidLength: it has more than 10,000 characters.
    """
    return replace(group, disambiguation=_given(disambiguation, group.disambiguation, most=10_000))


def with_tags(group: Group, tags: Sequence[str], *, by: Email, at: datetime) -> Group:
    """Return ``group`` with those of ``tags`` that can be tags, too.

    Raises:
        InvalidLength: they are more than ``TAGS_AT_ONCE``, or all together than ``MOST_TAGS``.
        NoValidTag: none can be one.
        TagsRepeated: the group has one of them, or one is there twice.
    """
    if len(tags) > TAGS_AT_ONCE:
        raise InvalidLength
    valid = [tag for tag in tags if len(tag) <= LONGEST_TAG and _TAG.fullmatch(tag) is not None]
    if not valid:
        raise NoValidTag
    everything = group.state.tags | frozenset(valid)
    if len(everything) < len(group.state.tags) + len(valid):
        raise TagsRepeated
    if len(everything) > MOST_TAGS:
        raise InvalidLength
    return _tagged(group, everything, by=by, at=at)


def without_tag(group: Group, tag: str, *, by: Email, at: datetime) -> Group:
    """Return ``group`` without ``tag``.

    Raises:
        TagNotFound: it has none such.
    """
    if tag not in group.state.tags:
        raise TagNotFound
    return _tagged(group, group.state.tags - {tag}, by=by, at=at)


def _tagged(group: Group, tags: frozenset[str], *, by: Email, at: datetime) -> Group:
    return replace(group, state=replace(group.state, tags=tags, modified_by=by, modified_at=at))


def _check_services(group: Group, new: NewServices) -> None:
    if new.has_squad and not new.has_asm:
        raise SquadNeedsAsm
    if new.has_squad and not new.has_machine:
        raise SquadNeedsMachine
    once = Subscription.ONESHOT
    if new.subscription is once and group.state.type is not once:
        raise OneShotGone


def _stored_tier(new: NewServices) -> Tier:
    if new.tier is Tier.OTHER:
        return Tier.FREE
    return new.tier or _tier(new)


def _language(text: str) -> Language:
    if text.upper() not in Language.__members__:
        raise InvalidLanguage
    return Language[text.upper()]


def _description(text: str) -> str:
    return free(sized(filled(text), most=200), "description")


def _given(new: str | None, was: str | None, *, most: int) -> str | None:
    """Return the text that stands where ``new`` was given, and ``None`` for a blank one."""
    if new is None:
        return was
    return sized(new, most=most) if new.strip() else None


def _tier(new: NewGroup | NewServices) -> Tier:
    if new.subscription is Subscription.ONESHOT:
        return Tier.ONESHOT
    if new.has_squad:
        return Tier.SQUAD
    return Tier.MACHINE if new.has_machine else Tier.FREE
