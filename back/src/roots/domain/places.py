"""What a root holds alone, so that nothing is tested twice."""

from authz.errors import ActionDenied
from authz.grants import GroupGrant
from authz.policy import attributes
from db_model.groups.types import Group, Subscription
from db_model.groups.update import unchanged
from db_model.roots import keys
from db_model.roots.types import GitRoot, IPRoot, Root
from groups.domain import standing
from roots.rules.git import repository_from
from store.types import Check, Database, Key


def places_of(group: Group, root: Root) -> frozenset[Key]:
    """Return the guards by which ``root`` is the only one of what it tests.

    Code that is tested once may be tested again; another kind of root is then alone in its
    group, and else in its organization.
    """
    is_once = group.state.type is Subscription.ONESHOT
    owner = group.name if is_once else group.organization_id
    if isinstance(root, IPRoot):
        return frozenset({keys.machine(owner, root.state.address)})
    if not isinstance(root, GitRoot):
        return frozenset({keys.site(owner, root.state)})
    if is_once:
        return frozenset()
    identity = repository_from(root.state.url).identity
    return frozenset(
        {
            keys.repository(group.name, identity),
            keys.address(group.organization_id, identity, root.state.branch),
        }
    )


async def unchanged_scope(db: Database, grant: GroupGrant) -> Check:
    """Return what lets a commit through only while the granted group tests what it did.

    Jobs deactivate or remove what was there when that changed; what comes later would stay.

    Raises:
        ActionDenied: it was removed meanwhile, or is served otherwise.
    """
    group = await standing(db, grant)
    if attributes(group) != attributes(grant.on):
        raise ActionDenied
    return unchanged(group)
