"""The parts of the demo, with the real scanners; whole, it is run as a command."""

import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[3] / "demo" / "demo.py"


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("demo", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spots(*lines: int) -> Counter[tuple[str, str, str]]:
    return Counter(("rule", "path", str(line)) for line in lines)


def test_the_edit_moves_much_and_fixes_one_weakness_for_each_scanner(
    demo: ModuleType, tmp_path: Path
) -> None:
    place = demo.Place(project=tmp_path / "shop", reports=tmp_path, environ={})
    demo.prepare(place.project)
    before = demo.scan(place)

    told = demo.edit(place.project)
    after = demo.scan(place)

    assert len(told) == 4
    assert {name: found.total() for name, found in before.items()} == {"bandit": 26, "ruff": 27}
    for name, first in before.items():
        counts = demo.expected(first, after[name])
        assert counts["closed"] == 1
        assert counts["created"] == 0
        assert counts["moved"] >= 10
        assert counts["unchanged"] >= 10
        assert max(first.values()) == max(after[name].values()) == 1


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ((), (1, 2), {"created": 2}),
        ((1, 2), (1, 2), {"unchanged": 2}),
        ((1, 2, 3), (1, 5), {"unchanged": 1, "moved": 1, "closed": 1}),
        ((1,), (4, 7), {"moved": 1, "created": 1}),
    ],
)
def test_counts_follow_from_two_reports(
    demo: ModuleType, before: tuple[int, ...], after: tuple[int, ...], counts: dict[str, int]
) -> None:
    found = demo.expected(spots(*before), spots(*after))

    assert {name: count for name, count in found.items() if count} == counts
    assert sorted(found) == [
        "closed",
        "created",
        "duplicate",
        "matched",
        "moved",
        "reopened",
        "unchanged",
    ]


def test_spots_are_told_apart_by_rule_path_and_region(demo: ModuleType) -> None:
    def result(rule: str, path: str, column: int) -> dict[str, object]:
        region = {"startLine": 1, "startColumn": column}
        place = {"artifactLocation": {"uri": path}, "region": region}
        return {"ruleId": rule, "locations": [{"physicalLocation": place}]}

    results = [result("A", "x", 1), result("A", "x", 2), result("A", "y", 1), result("B", "x", 1)]
    report = json.dumps({"runs": [{"results": results}, {"results": results[:1]}]})

    assert sorted(demo.spots_in(report).values()) == [1, 1, 1, 2]


def test_the_counts_are_those_that_the_client_prints(demo: ModuleType) -> None:
    assert demo.counts_in("Bandit into a/b: DONE\n  created 3, moved 12\n") == {
        "created": 3,
        "moved": 12,
    }
    with pytest.raises(demo.Unexpected):
        demo.counts_in("created nothing\n")


def test_a_service_that_does_not_start_is_told_with_its_last_words(
    demo: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = (sys.executable, "-c", "import sys; sys.exit('no room')")
    monkeypatch.setattr(demo, "SERVICE", dying)

    code = demo.main()

    assert code == 1
    assert capsys.readouterr().err == (
        "\nNot as expected: the service does not get ready; its last words:\nno room\n"
    )
