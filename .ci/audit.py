"""Run the GraphQL-over-HTTP audits, signed in, against a service started for them."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from engines.process import free_port, running

ROOT = Path(__file__).resolve().parents[1]
AUDIT = ROOT / "back/test/http/audit/run.py"


def _is_ready(url: str) -> bool:
    try:
        with urlopen(url, timeout=1) as answer:  # noqa: S310 - a URL of our own
            return bool(answer.status == 200)  # noqa: PLR2004 - the one that says so
    except (URLError, OSError):
        return False


def main() -> int:
    """Return the exit code of the audits."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="integrates-audit-") as name:
        state = Path(name) / "state"
        environ = {
            **{name: value for name, value in os.environ.items() if "INTEGRATES_" not in name},
            "PYTHONPATH": str(ROOT / "back/src"),
            "INTEGRATES_ENVIRONMENT": "development",
            "INTEGRATES_LAME_DUCK": "0",
            "INTEGRATES_PORT": str(port),
            "INTEGRATES_METRICS_PORT": "0",
            "INTEGRATES_STATE_DIR": str(state),
        }
        command = [sys.executable, "-m", "app.command", "serve"]
        with running(command, state, ready=lambda: _is_ready(f"{url}/readyz"), environ=environ):
            token = (state / "token").read_text().strip()
            audit = [sys.executable, str(AUDIT), f"{url}/api", token]
            return subprocess.run(audit, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
