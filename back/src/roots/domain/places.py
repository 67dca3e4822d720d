"""What a root holds alone, so that nothing is tested twice."""

from db_model.groups.types import Group, Subscription
from db_model.roots import keys
from db_model.roots.types import GitRoot, IPRoot, Root
from roots.rules.git import repository_from
from store.types import Key


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
