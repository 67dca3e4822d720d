"""Headers that tell browsers what they must not do with an answer."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DEFAULTS: Final = (
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-permitted-cross-domain-policies", b"none"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"x-xss-protection", b"0"),
    (b"cache-control", b"must-revalidate, no-cache, no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    ),
)


def security_headers(app: ASGIApp) -> ASGIApp:
    """Add to each answer those of the headers that it does not set itself."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                defaults = [header for header in _DEFAULTS if header[0] not in own]
                message["headers"] = [*message["headers"], *defaults]
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped
