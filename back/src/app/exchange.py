"""``POST /token``: a CI job's OIDC token for one of ours (RFC 8693; errors as RFC 6749, 5.2)."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from agents.domain import exchange
from agents.errors import AssertionRefused, ScopeRefused
from agents.rules import LIFE
from agents.types import Exchange, Exchanged
from api.http.body import read
from api.http.types import INFO_KEY, RequestInfo
from app.world import Service
from db_model.api_tokens.types import Scope
from db_model.context import Origin
from db_model.types import GroupName
from errors import Limited, Unavailable
from fetches.fetch import Fetcher
from groups.rules import service_account
from issuers.named import NamedIssuers
from rates.types import Charge
from store.requests import RequestStore

PATH: Final = "/token"
_GRANT: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
_KINDS: Final = frozenset(
    f"urn:ietf:params:oauth:token-type:{kind}" for kind in ("id_token", "jwt")
)
_ISSUED: Final = "urn:ietf:params:oauth:token-type:access_token"  # a kind of token
_FORM: Final = "application/x-www-form-urlencoded"
_MOST_BYTES: Final = 16 * 1024
_MOST_FIELDS: Final = 10
_KEPT: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}  # RFC 6749, 5.1
_LOG: Final = structlog.get_logger("integrates.exchange")


class _Malformed(Exception):
    """The request is none that could be answered: an error code of RFC 6749, and why."""

    def __init__(self, code: str, about: str) -> None:
        super().__init__(about)
        self.code, self.about = code, about


def exchange_routes(service: Service) -> list[Route]:
    """Return the route by which CI jobs are let in; it takes no other credential."""
    store, clock = service.engines.store, service.clock
    issuers = NamedIssuers(Fetcher(inner=service.settings.workloads.inner_origins))

    async def token(request: Request) -> Response:
        info: RequestInfo = request.scope[INFO_KEY]
        try:
            # The jobs of a network come from one address: they are many, and no sign-ins.
            await service.limiter.admit(Charge(service.limiter.limits.anonymous, info.address))
            asked = _asked(await _fields(request, info))
        except Limited as limited:
            return _limited(limited)
        except _Malformed as fault:
            return _error(400, fault.code, fault.about)
        origin = Origin(
            principal=service_account(asked.group),
            at=clock(),
            address=info.address,
            request_id=info.id,
        )
        try:
            made = await exchange(RequestStore(store), issuers, asked, origin=origin)
        except AssertionRefused as refused:
            _LOG.warning("a job was not let in", group=asked.group, reason=refused.reason)
            return _error(400, "invalid_request", refused.message)
        except ScopeRefused as refused:
            return _error(400, "invalid_scope", refused.message)
        except Unavailable as fault:
            return _error(503, "temporarily_unavailable", fault.message, {"Retry-After": "60"})
        _LOG.info(
            "a job was let in",
            group=asked.group,
            rule=made.rule,
            let_in_as=made.token_id,
            subject=made.subject,
        )
        return _answer(made)

    return [Route(PATH, token, methods=["POST"])]


async def _fields(request: Request, info: RequestInfo) -> Mapping[str, str]:
    """Return the fields of the form, none of which may come twice (RFC 6749, 3.2)."""
    kind = info.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise _Malformed("invalid_request", f"The body must be {_FORM}")
    announced = info.headers.get("content-length")
    body = await read(request.receive, announced=announced, limit=_MOST_BYTES)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=_MOST_FIELDS,
            errors="strict",
        )
    except ValueError as error:
        raise _Malformed("invalid_request", "The form is malformed") from error
    fields = {name: value for name, value in pairs if value}
    if len(fields) != len({name for name, _ in pairs}) or len(pairs) != len(fields):
        raise _Malformed("invalid_request", "A field is empty, or comes twice")
    return fields


def _asked(fields: Mapping[str, str]) -> Exchange:
    if fields.get("grant_type") != _GRANT:
        raise _Malformed("unsupported_grant_type", f"The grant_type must be {_GRANT}")
    if fields.get("subject_token_type") not in _KINDS:
        raise _Malformed("invalid_request", f"The subject_token_type must be in {sorted(_KINDS)}")
    if fields.get("requested_token_type", _ISSUED) != _ISSUED:
        raise _Malformed("invalid_request", f"The requested_token_type must be {_ISSUED}")
    if "subject_token" not in fields or "audience" not in fields:
        raise _Malformed("invalid_request", "A subject_token, and a group as audience, are needed")
    if "actor_token" in fields:
        raise _Malformed("invalid_request", "Nobody acts for another here")
    try:
        scopes = frozenset(map(Scope, fields.get("scope", "").split()))
    except ValueError as error:
        raise _Malformed("invalid_scope", "There is no such scope") from error
    group = GroupName(fields["audience"].strip().lower())
    return Exchange(group=group, token=fields["subject_token"], scopes=scopes)


def _answer(made: Exchanged) -> Response:
    answer = {
        "access_token": made.text,
        "issued_token_type": _ISSUED,
        "token_type": "Bearer",
        "expires_in": int(LIFE.total_seconds()),
        "scope": " ".join(sorted(made.scopes)),
    }
    return JSONResponse(answer, headers=_KEPT)


def _limited(limited: Limited) -> Response:
    wait = {"Retry-After": str(limited.retry_after)}
    return _error(429, "temporarily_unavailable", limited.message, wait)


def _error(
    status: int, code: str, about: str, headers: Mapping[str, str] | None = None
) -> Response:
    answer = {"error": code, "error_description": about}
    return JSONResponse(answer, status_code=status, headers={**_KEPT, **(headers or {})})
