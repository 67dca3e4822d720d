"""Git roots; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from authz.policy import Attribute
from db_model.roots.types import GitRoot, Root, RootStatus
from db_model.types import CredentialsId, Email
from kit.time import milliseconds
from roots.errors import GitRootRequired, InvalidRootValue, RootNameInPattern, RootNotActive
from roots.rules.status import check_settled
from roots.types import NewGitRoot
from store.versions import next_version
from texts.rules import filled, sanitized, sized

_NICKNAME: Final = re.compile(r"[A-Za-z0-9_\-]{1,128}")
_SCP: Final = re.compile(r"[A-Za-z0-9_.\-]+@[A-Za-z0-9_.\-]+:(?!//).+")
_SCHEMES: Final = frozenset({"http", "https", "ssh"})
# git-check-ref-format(1): what a branch name may not hold.
_BAD_REF: Final = re.compile(
    r"\.\.|@\{|//|[\x00-\x20\x7f~^:?*\[\\]|^[-/.]|/\.|(?:\.lock|[/.])(?:/|$)"
)
_LONGEST: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """``url`` as it is shown; ``identity`` the same for all spellings of one repository."""

    url: str
    host: str
    name: str

    @property
    def identity(self) -> str:
        return self.url.lower().removesuffix(".git")


def repository_from(text: str) -> Repository:
    """Return the repository at a URL, without the user in it.

    Raises:
        InvalidRootValue: it is no URL of a repository.
    """
    url = unquote(sized(text.strip(), least=1, most=_LONGEST)).rstrip("/ ")
    if _SCP.fullmatch(url):
        url = f"ssh://{url.replace(':', '/', 1)}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidRootValue from error
    name = parts.path.rsplit("/", 1)[-1]
    if parts.scheme not in _SCHEMES or not parts.hostname or not name or url.isspace():
        raise InvalidRootValue
    user = "git@" if parts.scheme == "ssh" and parts.username == "git" else ""
    host = f"{user}{parts.hostname}" + (f":{port}" if port else "")
    query = f"?{parts.query}" if parts.query else ""
    return Repository(
        url=f"{parts.scheme}://{host}{parts.path}{query}", host=parts.hostname, name=name
    )


def branch_from(text: str) -> str:
    """Return a branch whose name git would take.

    Raises:
        InvalidRootValue: git would not.
    """
    branch = text.strip()
    if not branch or len(branch) > _LONGEST or _BAD_REF.search(branch) or branch == "@":
        raise InvalidRootValue
    return branch


def environment_from(text: str) -> str:
    """Return the kind of environment that the branch is deployed to.

    Raises:
        AppError: it is blank, too long, or would be a formula.
    """
    return sanitized(sized(filled(text), most=100))


def nicknames_from(new: NewGitRoot, repository: Repository) -> tuple[str, ...]:
    """Return the nicknames that the root may take, in the order to try.

    One that was asked for stands alone; else the repository's name, then that with its host.

    Raises:
        InvalidRootValue: the one asked for has other characters than letters, digits, ``_``, ``-``.
    """
    if new.nickname:
        return (nickname_from(new.nickname),)
    name = re.sub(r"[^A-Za-z0-9_\-]", "_", repository.name).removesuffix("_git")[:128]
    name = name.lstrip("-=+@") or "root"
    host = re.sub(r"[^A-Za-z0-9_\-]", "_", repository.host[:-4])
    return name, f"{name}_{host}"[:128]


def nickname_from(text: str) -> str:
    """Return a nickname that was asked for.

    Raises:
        InvalidRootValue: it has other characters than letters, digits, ``_``, ``-``, or over 128.
        UnsanitizedText: a spreadsheet would take it for a formula.
    """
    if _NICKNAME.fullmatch(text) is None:
        raise InvalidRootValue
    return sanitized(text)


def patterns_from(patterns: Sequence[str], repository: Repository) -> tuple[str, ...]:
    """Return the patterns of files that are not tested.

    Raises:
        RootNameInPattern: one begins with the name of the repository.
    """
    name = repository.name.removesuffix(".git")
    if any(pattern.lstrip("/").split("/", 1)[0] == name for pattern in patterns):
        raise RootNameInPattern
    return tuple(sized(pattern, least=1, most=_LONGEST) for pattern in patterns)


def needs_of(new: NewGitRoot) -> frozenset[Attribute]:
    """Return what the group must have for the root to be tested as asked."""
    return frozenset({Attribute.SQUAD} if new.includes_health_check else ())


def tested(root: Root) -> GitRoot:
    """Return a root whose code is tested.

    Raises:
        GitRootRequired: it has no code.
        RootNotActive: it is not tested any more.
        RootBeingMoved: not all of it is in its new group yet.
    """
    if not isinstance(root, GitRoot):
        raise GitRootRequired
    if root.state.status is not RootStatus.ACTIVE:
        raise RootNotActive
    check_settled(root)
    return root


def changed(
    was: GitRoot,
    asked: NewGitRoot,
    *,
    by: Email,
    at: datetime,
    credentials_id: CredentialsId | None = None,
) -> GitRoot:
    """Return the root as it is asked to be; ``was`` itself where that is what it is.

    A nickname or a use of the VPN that is not told stays as it is.

    Raises:
        AppError: a value is refused, as for a new root.
    """
    repository = repository_from(asked.url)
    state = replace(
        was.state,
        nickname=nickname_from(asked.nickname) if asked.nickname else was.state.nickname,
        url=repository.url,
        branch=branch_from(asked.branch),
        environment=environment_from(asked.environment),
        includes_health_check=asked.includes_health_check,
        gitignore=patterns_from(asked.gitignore, repository),
        use_vpn=was.state.use_vpn if asked.use_vpn is None else asked.use_vpn,
        credentials_id=credentials_id,
    )
    if state == was.state:
        return was
    state = replace(state, modified_by=by, modified_at=at)
    return replace(was, state=state, version=next_version(was.version, milliseconds(at)))


def is_elsewhere(was: GitRoot, now: GitRoot) -> bool:
    """Tell whether ``now`` is of another repository, not only of another spelling of it."""
    return repository_from(was.state.url).identity != repository_from(now.state.url).identity


def is_at_another_host(was: GitRoot, now: GitRoot) -> bool:
    """Tell whether ``now`` is of a repository of another host."""
    return repository_from(was.state.url).host != repository_from(now.state.url).host
