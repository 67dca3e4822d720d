"""The service that is measured, as its clients see it."""

import asyncio
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from load import answer, post
from process import accepting

ME: Final = "{ me { userEmail userName role organizations { name } } }"
_PATIENCE_S: Final = 60
_GLANCE_S: Final = 0.01
_ENDED: Final = "id state reason counts { created unchanged }"
_IMPORT: Final = f"""
mutation ($report: Upload!) {{
  importReport(groupName: "demogroup", rootNickname: "bench", report: $report, waitSeconds: 25) {{
    import {{ {_ENDED} }}
  }}
}}
"""
_STATE: Final = f"query ($id: ID!) {{ import(id: $id) {{ {_ENDED} }} }}"


@dataclass(frozen=True, slots=True)
class Service:
    port: int
    token: str

    def request(self, query: str, **variables: object) -> bytes:
        body = json.dumps({"query": query, "variables": variables}).encode()
        return post("/api", body, port=self.port, token=self.token)

    async def ask(self, query: str, **variables: object) -> dict[str, Any]:
        body = json.loads(await answer(self.request(query, **variables), port=self.port))
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data

    async def imported(self, report: bytes) -> dict[str, Any]:
        """Import a report and return what came of it, once it is at its end."""
        going = await self._uploaded(gzip.compress(report, compresslevel=1))
        while going["state"] in ("QUEUED", "RUNNING"):
            going = (await self.ask(_STATE, id=going["id"]))["import"]
        return going

    async def _uploaded(self, report: bytes) -> dict[str, Any]:
        boundary = "-bench-boundary-"
        parts = {
            "operations": json.dumps({"query": _IMPORT, "variables": {"report": None}}),
            "map": '{"0": ["variables.report"]}',
        }
        head = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
            for name, text in parts.items()
        )
        file = f'--{boundary}\r\nContent-Disposition: form-data; name="0"; filename="r"\r\n\r\n'
        body = f"{head}{file}".encode() + report + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        request = post("/api", body, port=self.port, token=self.token)
        request = request.replace(b"application/json", kind.encode(), 1)
        answered = json.loads(await answer(request, port=self.port))
        assert "errors" not in answered, answered
        data: dict[str, Any] = answered["data"]["importReport"]["import"]
        return data


async def until_answered(folder: Path, port: int, query: str) -> None:
    """Wait until the service that keeps its token in ``folder`` can answer ``query``."""
    async with asyncio.timeout(_PATIENCE_S):
        await accepting(port)
        service = Service(port, (folder / "token").read_text().strip())
        while not await _answers(service, query):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(_GLANCE_S)


async def _answers(service: Service, query: str) -> bool:
    body = json.loads(await answer(service.request(query), port=service.port))
    codes = {error["extensions"]["code"] for error in body.get("errors", ())}
    assert codes <= {"UNAVAILABLE"}, body
    return not codes
