"""Reports as bytes."""

import json
from collections.abc import Mapping
from typing import Any, Final

from integrates_ci.errors import NotSarif, TooLarge

VERSION: Final = "2.1.0"
MOST_BYTES: Final = 50 * 1000 * 1000


def sarif_in(content: bytes) -> dict[str, Any]:
    """Return the report in ``content``.

    Raises:
        NotSarif: it is of another format, or damaged.
    """
    try:
        report = json.loads(content)
    except RecursionError as error:
        raise NotSarif("The report cannot be prepared: it is nested too deeply") from error
    except ValueError as error:
        raise NotSarif("The report cannot be prepared: it is not SARIF, or damaged") from error
    is_sarif = isinstance(report, dict) and report.get("version") == VERSION
    if not is_sarif or not isinstance(report.get("runs"), list):
        raise NotSarif(f"The report cannot be prepared: it is not SARIF {VERSION}")
    return dict(report)


def bytes_of(report: Mapping[str, Any]) -> bytes:
    """Return the report as JSON, in ASCII.

    Raises:
        TooLarge: it has more than 50 MB.
    """
    content = json.dumps(report, separators=(",", ":")).encode()
    if len(content) > MOST_BYTES:
        raise TooLarge(f"The prepared report would have more than {MOST_BYTES:,} bytes")
    return content
