"""Clients that write until the server is gone, and what is there of it afterwards."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from httpx import AsyncClient, HTTPError

from faults.server import Server, ask, upload
from sarif import Hit, a_report

ADD_ROOT: Final = """
mutation ($nickname: String!, $url: String!) {
  addGitRoot(
    branch: "main", environment: "production", gitignore: [], groupName: "demogroup",
    includesHealthCheck: false, nickname: $nickname, url: $url
  ) { rootId }
}
"""
IMPORT: Final = """
mutation ($root: String!, $report: Upload!, $wait: Int!) {
  importReport(groupName: "demogroup", rootNickname: $root, report: $report, waitSeconds: $wait) {
    import { id state }
  }
}
"""
ROOTS: Final = '{ group(groupName: "demogroup") { roots { ... on GitRoot { id } } } }'
THE_IMPORT: Final = """
query ($id: ID!) {
  import(id: $id) {
    state reason counts { created unchanged }
    results(first: 100) { edges { node { outcome vulnerability { id state } } } }
  }
}
"""
IMPORTS: Final = """
query ($after: String) {
  group(groupName: "demogroup") {
    imports(first: 100, after: $after) {
      edges { node { id state } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
FIGURES: Final = """
{ group(groupName: "demogroup") { findings { id openVulnerabilities } } }
"""
PLACES: Final = """
query ($id: String!, $after: String) {
  finding(identifier: $id) {
    vulnerabilitiesConnection(first: 1000, after: $after) {
      edges { node { id where specific } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""


@dataclass(slots=True)
class Acknowledged:
    """What the server said that it had done: roots, and imports with how many results each."""

    roots: set[str] = field(default_factory=set)
    imports: dict[str, int] = field(default_factory=dict)
    an_import: asyncio.Event = field(default_factory=asyncio.Event)


async def write(
    server: Server, acknowledged: Acknowledged, numbers: "count[int]", *, imports: bool
) -> None:
    """Add roots, and import for them if told to, until the server is gone."""
    with suppress(HTTPError):
        async with AsyncClient(timeout=30) as client:
            while True:
                number = next(numbers)
                nickname = f"root{number}"
                url = f"https://git.example.com/{nickname}"
                answer = await ask(client, server, ADD_ROOT, nickname=nickname, url=url)
                acknowledged.roots.add(answer["addGitRoot"]["rootId"])
                if imports:
                    hits = [
                        Hit(path=f"app/{number}.py", line=10 * n, code=f"assert v{n}")
                        for n in range(1, 41)
                    ]
                    answer = await upload(
                        client, server, IMPORT, a_report(hits), root=nickname, wait=number % 2
                    )
                    acknowledged.an_import.set()
                    acknowledged.imports[answer["importReport"]["import"]["id"]] = len(hits)


async def import_ids(client: AsyncClient, server: Server) -> list[str]:
    ids: list[str] = []
    after = ""
    while True:
        page = (await ask(client, server, IMPORTS, after=after))["group"]["imports"]
        ids.extend(edge["node"]["id"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            return ids
        after = page["pageInfo"]["endCursor"]


async def ended_import(client: AsyncClient, server: Server, id_: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            import_: dict[str, Any] = (await ask(client, server, THE_IMPORT, id=id_))["import"]
            if import_["state"] not in ("QUEUED", "RUNNING"):
                return import_


async def places_of(client: AsyncClient, server: Server, id_: str) -> list[tuple[str, str]]:
    places: list[tuple[str, str]] = []
    after = ""
    while True:
        finding = (await ask(client, server, PLACES, id=id_, after=after))["finding"]
        page = finding["vulnerabilitiesConnection"]
        nodes = [edge["node"] for edge in page["edges"]]
        places.extend((node["where"], node["specific"]) for node in nodes)
        if not page["pageInfo"]["hasNextPage"]:
            return places
        after = page["pageInfo"]["endCursor"]
