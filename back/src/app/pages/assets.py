"""The files that pages need, under ``/static``."""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_HERE: Final = Path(__file__).parent
_ASSETS: Final = {"icon.svg": "image/svg+xml", "pages.css": "text/css"}


def asset_routes() -> list[Route]:
    return [_route(name, media) for name, media in _ASSETS.items()]


def _route(name: str, media: str) -> Route:
    content = (_HERE / name).read_bytes()

    async def show(_: Request) -> Response:
        headers = {"cache-control": "public, max-age=3600"}
        return Response(content, media_type=media, headers=headers)

    return Route(f"/static/{name}", show)
