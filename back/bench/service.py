"""The service that is measured, as its clients see it."""

import gzip
import json
from dataclasses import dataclass
from typing import Any, Final

from load import answer, post

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
