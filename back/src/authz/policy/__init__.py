"""Who may do what: the whole policy, one table of roles by action for each level.

``actions`` has the names, ``platform``, ``organization`` and ``group`` the tables, and
``attributes`` what a group must have besides.
"""

from authz.policy.actions import Action
from authz.policy.attributes import Attribute, attributes
from authz.policy.group import GROUP
from authz.policy.organization import ORGANIZATION
from authz.policy.platform import PLATFORM
from authz.policy.tables import allowed

__all__ = [
    "GROUP",
    "ORGANIZATION",
    "PLATFORM",
    "Action",
    "Attribute",
    "allowed",
    "attributes",
]
