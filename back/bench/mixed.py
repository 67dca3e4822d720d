"""Sixteen clients at once, on one store: each reads three times, then writes."""

from typing import Any, Final

from load import Rate, measure
from service import Service

CLIENTS: Final = 16
_LIST: Final = """
{ group(groupName: "demogroup") { findings { id title status openVulnerabilities } } }
"""
_FINDING: Final = "query ($id: String!) { finding(identifier: $id) { title severityScore status } }"
_OPEN: Final = """
query ($id: String!) {
  finding(identifier: $id) {
    vulnerabilitiesConnection(first: 20) { edges { node { id state specific where } } }
  }
}
"""
_WRITE: Final = """
mutation ($id: String!, $title: String!, $text: String!) {
  updateDescription(
    attackVectorDescription: $text, description: $text, findingId: $id
    recommendation: $text, threat: $text, title: $title
  ) { success }
}
"""


async def mixed(service: Service, findings: list[dict[str, Any]], *, seconds: float) -> Rate:
    """Measure the clients together; each writes into a finding of its own."""
    clients = [_turns(service, findings[number]) for number in range(CLIENTS)]
    return await measure(clients, port=service.port, seconds=seconds)


def _turns(service: Service, finding: dict[str, Any]) -> list[bytes]:
    id_, title = finding["id"], finding["title"]
    text = f"What client of {id_} wrote"
    return [
        service.request(_LIST),
        service.request(_FINDING, id=id_),
        service.request(_OPEN, id=id_),
        service.request(_WRITE, id=id_, title=title, text=text),
    ]
