"""A certified issuer of OpenID Connect: oidc-provider on Node, installed on first use."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from engines.errors import EngineError
from engines.fetch import alone, cache
from engines.process import TOLD_BYTES, accepts, free_port, running

HERE = Path(__file__).parent / "oidc_provider"
VARIABLE = "INTEGRATES_TEST_OIDC"
KEY_VARIABLE = "INTEGRATES_TEST_OIDC_KEY"
CLIENT_ID = "integrates:by secret"
CLIENT_SECRET = "s3cret/with:signs+%"
KEY_CLIENT_ID = "integrates-by-key"
REDIRECT_URIS = [f"http://localhost:8001/sign-in/{name}/callback" for name in ("real", "by-key")]
INSTALL_SECONDS = 300


@contextmanager
def oidc(folder: Path) -> Iterator[dict[str, str]]:
    """Run the issuer; give where it is, and the file of the key that one of its clients has.

    Raises:
        EngineError: it cannot be installed or started.
    """
    node = shutil.which("node")
    if node is None:
        raise EngineError("oidc: Node 20 or later is needed on PATH")
    script, port = _installed() / "issuer.mjs", free_port()
    folder.mkdir(parents=True)
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    file = folder / "client.pem"
    file.write_bytes(key.as_pem(private=True))
    clients = json.dumps(_clients(key))
    with running([node, str(script), str(port), clients], folder, ready=lambda: accepts(port)):
        yield {VARIABLE: f"http://127.0.0.1:{port}", KEY_VARIABLE: str(file)}


def _clients(key: ECKey) -> list[dict[str, Any]]:
    usual = {
        "redirect_uris": REDIRECT_URIS,
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
    }
    return [
        {
            **usual,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "token_endpoint_auth_method": "client_secret_basic",
        },
        {
            **usual,
            "client_id": KEY_CLIENT_ID,
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": {"keys": [key.as_dict(private=False)]},
        },
    ]


def _installed() -> Path:
    """Return the folder in which the issuer is installed as its files say, and as no others did."""
    names = ("package.json", "package-lock.json", "issuer.mjs")
    digest = hashlib.sha256(b"\0".join((HERE / name).read_bytes() for name in names)).hexdigest()
    folder = cache() / f"oidc-provider-{digest[:16]}"
    with alone():
        if not (folder / "installed").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name in names:
                shutil.copy(HERE / name, folder)
            _install(folder)
            (folder / "installed").touch()
    return folder


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise EngineError("oidc: npm is needed on PATH to install the issuer")
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        env=dict(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=INSTALL_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        said = done.stdout[-TOLD_BYTES:].decode(errors="replace")
        raise EngineError(f"oidc: the issuer was not installed, exit {done.returncode}:\n{said}")
