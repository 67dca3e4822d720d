import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrates_ci.prepare.lines import lines_of
from integrates_ci.prepare.statements import MOST_LINES, statement_at

PLAIN = 'subprocess.call("ping" + host, shell=True)'
REFORMATTED = [
    "  subprocess.call('ping' + host, shell = True)  ",
    'subprocess.call(\n    "ping" + host,\n    shell=True,\n)',
    'subprocess.call(\r\n    ("ping" + host),\r\n    shell=True\r\n)\r\n',
    "subprocess.call(`ping`\n  + host, shell=True)",
    'subprocess.call("ping" \\\n    + host, shell=True)',
]


def hashed(text: str, number: int = 1) -> bytes:
    return statement_at(lines_of(text.encode()), number)


@pytest.mark.parametrize("text", REFORMATTED)
def test_a_statement_stays_what_it_is_when_it_is_reformatted(text: str) -> None:
    assert hashed(text) == hashed(PLAIN) == b'subprocess.call"ping"+host,shell=True'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(1)\ng(2)", b"f1"),
        ("} else {\n  a()\n}", b"}else{"),
        ("});\nx", b"};"),
        ("x = [\n  1,\n  2,\n]\ny", b"x=[1,2]"),
        ("f(')')\ng()", b'f""'),
        ("f('(')\ng()", b'f""'),
        (r"""f("\"(", 'it''s')""" + "\ng()", b'f"\\"",' + b'"it""s"'),
        ("f(a, # don't\n  b)\ng()", b'fa,#don"tb'),
        ("a, b = c,\nd", b"a,b=c,"),
    ],
)
def test_it_ends_where_brackets_balance(text: str, expected: bytes) -> None:
    assert hashed(text) == expected


def test_brackets_that_balance_too_late_are_not_waited_for() -> None:
    inside = "\n".join(["  1,"] * (MOST_LINES - 2))

    assert hashed(f"f(\n{inside}\n)").startswith(b"f1,1,")
    assert hashed(f"f(\n{inside}\n  1,\n)") == b"f"
    assert hashed("f([\n1\n") == b"f["


@pytest.mark.parametrize("number", [-1, 0, 2, 3, 99])
def test_where_nothing_begins_there_is_none(number: int) -> None:
    assert hashed("f()\n \t\n)", number) == b""


def test_a_long_line_full_of_quotes_is_read_once() -> None:
    line = b'"' + rb"\"" * 1_000_000 + b"('`" * 100_000

    assert statement_at([line], 1) == statement_at([line, b"x"], 1)


def test_it_survives_the_formatter_of_python(tmp_path: Path) -> None:
    """Each statement of a file is found again in the reformatted file, but for a few."""
    file = tmp_path / "code.py"
    source = Path(re.__file__).read_text()
    file.write_text(source)
    ruff = (sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "50")
    subprocess.run((*ruff, str(file)), check=True, capture_output=True)
    before = {hashed(source, number) for number in _starts(source)}
    after = {hashed(file.read_text(), number) for number in _starts(file.read_text())}

    assert len(before & after) >= 0.9 * len(before)


def _starts(text: str) -> list[int]:
    calls = re.compile(r"^\s*(?:return|\w+ = |\w+\.\w+\()")
    return [number for number, line in enumerate(text.splitlines(), start=1) if calls.match(line)]


@given(
    st.lists(st.sampled_from(["a", "b.c", '"x"', "1", "f", "[2]"]), min_size=1, max_size=8),
    st.data(),
)
def test_splitting_within_brackets_changes_nothing(parts: list[str], data: st.DataObject) -> None:
    joined = f"call({', '.join(parts)})"
    split = "".join(
        f"{data.draw(st.sampled_from(['', ' ', chr(10), chr(13) + chr(10)]))}{part},"
        for part in parts
    )
    quote = data.draw(st.sampled_from(['"', "'", "`"]))

    assert hashed(f"call({split}\n)".replace('"', quote)) == hashed(joined)
