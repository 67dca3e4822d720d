"""Files in requests, through the whole application."""

import io
import json
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.datastructures import FormData, UploadFile

from api.http.uploads import operations_of
from settings import Limits
from web_sample import SETTINGS, SIGNED_IN, Seen, client, make_app

IMPORT = "mutation M($file: Upload!) { importReport(report: $file) { name size } }"
EVIDENCE = "mutation M($file: Upload!) { updateEvidence(file: $file) { name size } }"
SMALL = replace(SETTINGS, limits=Limits(upload_bytes=1000, report_bytes=3000))


async def upload(
    query: str,
    content: bytes,
    *,
    seen: Seen | None = None,
    operations: Any = None,
    places: Any = None,
    **headers: str,
) -> httpx.Response:
    async with client(make_app(seen, settings=SMALL), **headers) as connection:
        return await connection.post(
            "/api",
            data={
                "operations": json.dumps(
                    {"query": query, "variables": {"file": None}}
                    if operations is None
                    else operations
                ),
                "map": json.dumps({"0": ["variables.file"]} if places is None else places),
            },
            files={"0": ("report.sarif", content, "application/json")},
        )


async def test_a_file_reaches_the_resolver() -> None:
    seen = Seen()

    answer = await upload(IMPORT, b"x" * 2000, seen=seen, **SIGNED_IN)

    assert answer.json()["data"] == {"importReport": {"name": "report.sarif", "size": 2000}}
    assert seen.mutations == ["importReport"]


@pytest.mark.parametrize(
    ("query", "size", "status"),
    [
        (IMPORT, 3000, 200),
        (IMPORT, 3001, 413),
        (EVIDENCE, 1000, 200),
        (EVIDENCE, 1001, 413),
    ],
)
async def test_how_large_a_file_may_be_depends_on_the_field(
    query: str, size: int, status: int
) -> None:
    seen = Seen()

    answer = await upload(query, b"x" * size, seen=seen, **SIGNED_IN)

    assert answer.status_code == status
    assert len(seen.mutations) == (1 if status == 200 else 0)


async def test_nobodys_files_are_not_even_read() -> None:
    seen = Seen()

    answer = await upload(IMPORT, b"x" * 500_000, seen=seen, **{"x-requested-with": "script"})

    assert answer.json() == {
        "errors": [{"message": "Login required", "extensions": {"code": "UNAUTHENTICATED"}}]
    }
    assert seen.contexts == 0


@pytest.mark.parametrize(
    ("operations", "places", "message"),
    [
        ([], {}, "must be objects"),
        ({"query": IMPORT}, [], "must be objects"),
        ({"query": IMPORT}, {"1": ["variables.file"]}, "a file that is not there"),
        ({"query": IMPORT}, {"0": "variables.file"}, "a file that is not there"),
        ({"query": IMPORT}, {"0": ["variables.file"]}, "points at nothing"),
        ({"query": IMPORT, "variables": {"file": [None]}}, {"0": ["variables.file.1"]}, "nothing"),
        ({"query": IMPORT, "variables": {"file": 1}}, {"0": ["variables.file"]}, "not null"),
    ],
)
async def test_a_malformed_form_is_refused(operations: Any, places: Any, message: str) -> None:
    seen = Seen()

    answer = await upload(
        IMPORT, b"x", seen=seen, operations=operations, places=places, **SIGNED_IN
    )

    assert answer.status_code == 400
    assert message in answer.json()["errors"][0]["message"]
    assert seen.mutations == []


async def test_a_form_with_too_many_parts_is_refused() -> None:
    seen = Seen()

    async with client(make_app(seen), **SIGNED_IN) as connection:
        answer = await connection.post(
            "/api",
            data={"operations": json.dumps({"query": IMPORT}), "map": "{}"},
            files=[(str(number), ("a", b"a")) for number in range(3)],
        )

    assert answer.status_code == 400
    assert "Too many files" in answer.json()["errors"][0]["message"]
    assert seen.mutations == []


def test_a_file_is_put_into_lists_and_objects_alike() -> None:
    file = UploadFile(io.BytesIO(b"x"), filename="a")
    operations = {"query": "", "variables": {"files": [None, None], "more": {"file": None}}}
    form = FormData(
        [
            ("operations", json.dumps(operations)),
            ("map", json.dumps({"0": ["variables.files.1", "variables.more.file"]})),
            ("0", file),
        ]
    )

    assert operations_of(form) == {
        "query": "",
        "variables": {"files": [None, file], "more": {"file": file}},
    }


async def test_a_form_without_its_operations_is_refused() -> None:
    async with client(make_app(), **SIGNED_IN) as connection:
        answer = await connection.post("/api", files={"0": ("a", b"a")})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == "The part operations is missing"


async def test_a_form_that_is_too_large_in_all_is_refused_before_it_is_read() -> None:
    seen = Seen()
    size = SMALL.limits.report_bytes + SMALL.limits.body_bytes + 64 * 1024

    answer = await upload(IMPORT, b"x" * size, seen=seen, **SIGNED_IN)

    assert answer.status_code == 413
    assert seen.contexts == 0
