"""Use cases of CI agents: their token, whose jobs are let in, and letting them in."""

from agents.domain._exchange import exchange
from agents.domain._forces import agent_token, agent_token_expiry, place_of, update_agent_token
from agents.domain._trust import add_trust_rule, remove_trust_rule, trust_rules

__all__ = [
    "add_trust_rule",
    "agent_token",
    "agent_token_expiry",
    "exchange",
    "place_of",
    "remove_trust_rule",
    "trust_rules",
    "update_agent_token",
]
