"""What may be asked of organizations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPolicies:
    """Who may become a member, and how long somebody stays who does nothing, in days.

    ``None`` leaves what is; no domain at all lets everybody become one.
    """

    inactivity_period: int | None = None
    allowed_email_domains: tuple[str, ...] | None = None
