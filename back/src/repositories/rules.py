"""Where git may go, and with which arguments; pure."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from kit.addresses import is_public
from repositories.errors import NotAccessible
from repositories.types import Access, Login, Remote, Target

_PORTS: Final = {"https": 443, "ssh": 22}
_LONGEST: Final = 1_000
# A user that every known host takes with a token in place of a password.
_TOKEN_USER: Final = "x-token-auth"  # noqa: S105 - a name


def target_from(url: str) -> Target:
    """Return where ``url`` leads.

    Raises:
        NotAccessible: it is no URL of HTTPS or SSH, or has what could be taken for an option.
    """
    if len(url) > _LONGEST or not url.isprintable() or " " in url:
        raise NotAccessible
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAccessible from error
    host, usual = parts.hostname, _PORTS.get(parts.scheme)
    if not host or usual is None or parts.password is not None or not parts.path.strip("/"):
        raise NotAccessible
    # git hands host, user and path of SSH to other programs.
    if any((text or "").startswith("-") for text in (host, parts.username)):
        raise NotAccessible
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return Target(
        scheme=parts.scheme, host=host, port=port or usual, user=parts.username, path=path
    )


def is_internal(target: Target, access: Access) -> bool:
    """Return whether whoever runs the service has allowed this host."""
    return not access.internal.isdisjoint({target.host, f"{target.host}:{target.port}"})


def check_port(target: Target, access: Access) -> None:
    """Check that the port is the usual one, or the host is allowed.

    Raises:
        NotAccessible: it is another one.
    """
    if target.port != _PORTS[target.scheme] and not is_internal(target, access):
        raise NotAccessible


def check_login(target: Target, login: Login | None) -> None:
    """Check that a login is one of those that the scheme takes.

    Raises:
        NotAccessible: it is of the other one.
    """
    if login is not None and (login.key is not None) is not (target.scheme == "ssh"):
        raise NotAccessible


def address_of(found: Sequence[str], target: Target, access: Access) -> str:
    """Return the one of the addresses of a host to connect to; each of them has to be public.

    Raises:
        NotAccessible: there is none, or one lies in an inner network.
    """
    if not found:
        raise NotAccessible
    if not is_internal(target, access) and not all(map(is_public, found)):
        raise NotAccessible
    return found[0]


def command(remote: Remote, target: Target, address: str) -> tuple[str, ...]:
    """Return the program and its arguments that list a branch; no secret is among them."""
    options = (
        "protocol.allow=never",
        f"protocol.{target.scheme}.allow=always",
        "core.hooksPath=/dev/null",
        "credential.helper=",
        "http.followRedirects=false",
        "http.lowSpeedLimit=100",
        "http.lowSpeedTime=10",
        "http.proxy=",
        "submodule.recurse=false",
    )
    # The address is pinned, and the login told to this host only, by a descriptor that is 3.
    of_https = (
        f"http.curloptResolve={target.host}:{target.port}:{_bracketed(address)}",
        f"credential.{_origin(target)}.helper=!f() {{ cat <&3; }}; f",
    )
    every = (*options, *(of_https if target.scheme == "https" else ()))
    settings = (word for option in every for word in ("-c", option))
    reference = f"refs/heads/{remote.branch}"
    return ("git", *settings, "ls-remote", "--quiet", "--", _url(target), reference)


def environment(access: Access, home: Path, ssh: str) -> Mapping[str, str]:
    """Return all variables that git has; nothing of the service's own is among them."""
    told = {"GIT_SSL_CAINFO": str(access.ca_file)} if access.ca_file is not None else {}
    return {
        "GIT_ALLOW_PROTOCOL": "https:ssh",
        "GIT_ASKPASS": "/bin/false",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_SSH_COMMAND": ssh,
        "GIT_SSH_VARIANT": "ssh",
        "GIT_TERMINAL_PROMPT": "0",
        "HOME": str(home),
        "LC_ALL": "C",
        "PATH": access.path,
        "SSH_ASKPASS": "/bin/false",
        **told,
    }


def ssh_command(
    target: Target, address: str, *, access: Access, home: Path, key: Path | None
) -> str:
    """Return how SSH is run, as a shell reads it: to the address, and asking nobody."""
    known = access.known_hosts
    options = {
        "BatchMode": "yes",
        "ClearAllForwardings": "yes",
        "ConnectTimeout": "5",
        "HostKeyAlias": target.host,
        "HostName": address,
        "IdentitiesOnly": "yes",
        "IdentityFile": str(key) if key is not None else "none",
        "PermitLocalCommand": "no",
        "ProxyCommand": "none",
        "StrictHostKeyChecking": "yes" if known is not None else "accept-new",
        "UserKnownHostsFile": str(known or home / "known_hosts"),
    }
    words = (word for name, value in options.items() for word in ("-o", f"{name}={value}"))
    return shlex.join(("ssh", "-F", "/dev/null", *words))


def is_listed(branch: str, output: bytes) -> bool:
    """Return whether git has listed the branch."""
    return any(line.endswith(f"\trefs/heads/{branch}".encode()) for line in output.splitlines())


def spoken(login: Login) -> bytes:
    """Return a login as a helper of git tells it (gitcredentials(7))."""
    user, password = login.user or "", login.password or ""
    if login.token is not None:
        user, password = _TOKEN_USER, login.token
    return f"username={user}\npassword={password}\n".encode()


def _origin(target: Target) -> str:
    return f"https://{_bracketed(target.host)}:{target.port}"


def _url(target: Target) -> str:
    user = f"{target.user}@" if target.user and target.scheme == "ssh" else ""
    return f"{target.scheme}://{user}{_bracketed(target.host)}:{target.port}{target.path}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
