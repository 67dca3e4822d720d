"""What may be asked of groups."""

from dataclasses import dataclass

from db_model.groups.types import Language, Service, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGroup:
    """A group as somebody asks for it; ``service`` follows the subscription when not given."""

    name: str
    description: str
    subscription: Subscription = Subscription.CONTINUOUS
    language: Language = Language.EN
    service: Service | None = None
    has_machine: bool = False
    has_squad: bool = False
