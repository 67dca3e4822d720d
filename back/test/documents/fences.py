"""The fenced blocks of the documentation, with what stands before them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).parents[3] / "docs"
_FENCE: Final = re.compile(
    r"(?:^<!-- not run: (?P<reason>[^\n]+) -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A block of ``page``; ``reason`` says why it is not run, if it is not."""

    page: str
    language: str
    text: str
    reason: str | None


def fences(language: str) -> list[Fence]:
    return [
        Fence(
            page=page.stem, language=found["language"], text=found["text"], reason=found["reason"]
        )
        for page in sorted(DOCS.rglob("*.md"))
        for found in _FENCE.finditer(page.read_text())
        if found["language"] == language
    ]
