"""How many requests are served at once."""

import asyncio
from dataclasses import replace

from settings import Limits
from web_sample import SETTINGS, client, make_app

SLOW = {"query": "{ waits(seconds: 0.2) }"}


async def test_what_is_too_much_is_refused_at_once_and_probes_are_not() -> None:
    app = make_app(settings=replace(SETTINGS, limits=Limits(in_flight=2)))

    async with client(app) as connection:
        slow = [asyncio.create_task(connection.post("/api", json=SLOW)) for _ in range(2)]
        await asyncio.sleep(0.05)
        refused = await connection.post("/api", json=SLOW)
        probe = await connection.get("/livez")
        answers = await asyncio.gather(*slow)
        afterwards = await connection.post("/api", json={"query": "{ __typename }"})

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert refused.json() == {
        "errors": [{"message": "Too many requests at once", "extensions": {"code": "UNAVAILABLE"}}]
    }
    assert probe.status_code == 200
    assert [answer.status_code for answer in answers] == [200, 200]
    assert afterwards.status_code == 200
