"""Packages and inputs as places: what is the same through versions, names and manifests."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.vulnerabilities.types import Package
from imports.matching import KnownState, Layer, Matched, OutcomeKind, match
from imports.reports import ReportResult
from reports.made import known_from
from reports.seen import matched_with, report_of, seen, told

UNCHANGED, MOVED, CREATED = OutcomeKind.UNCHANGED, OutcomeKind.MOVED, OutcomeKind.CREATED
MATCHED, DUPLICATE = OutcomeKind.MATCHED, OutcomeKind.DUPLICATE


def _of(
    *advisories: str, version: str = "1.0", purl: str = "pkg:npm/a", path: str = "package-lock.json"
) -> ReportResult:
    package = Package(purl=purl, version=version, advisories=tuple(sorted(advisories)))
    return seen(None, rule=advisories[0], path=path, package=package)


def _input(path: str, parameter: str = "q", rule: str = "R1") -> ReportResult:
    return seen(None, rule=rule, path=path, parameter=parameter)


def _layers(matched: Matched) -> list[Layer | None]:
    return [each.layer for each in matched.outcomes]


def test_the_same_package_is_unchanged() -> None:
    results = [_of("CVE-1"), _of("CVE-2"), _of("CVE-1", path="web/package-lock.json")]

    matched = matched_with(results, results[::-1])

    assert told(matched.outcomes) == [(UNCHANGED, "v2"), (UNCHANGED, "v1"), (UNCHANGED, "v0")]
    assert set(_layers(matched)) == {Layer.EXACT}


def test_another_version_moves_it() -> None:
    matched = matched_with([_of("CVE-1")], [_of("CVE-1", version="1.1")])

    (outcome,) = matched.outcomes
    assert (outcome.kind, outcome.layer, outcome.vulnerability) == (MOVED, Layer.PACKAGE, "v0")
    assert outcome.explanation == (
        "moved from a 1.0 in package-lock.json to a 1.1 in package-lock.json:"
        " same package, manifest and advisory, in another version"
    )


def test_two_versions_in_one_manifest_are_two_places_and_keep_their_order() -> None:
    before = [_of("CVE-1", version=version) for version in ("2.9", "2.10")]
    after = [_of("CVE-1", version=version) for version in ("2.11", "2.9.1")]

    matched = matched_with(before, after)

    assert told(matched.outcomes) == [(MOVED, "v1"), (MOVED, "v0")]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (("PYSEC-1",), ("CVE-1", "PYSEC-1"), MATCHED),
        (("GHSA-1", "CVE-1"), ("CVE-1",), MATCHED),
        (("CVE-1", "GHSA-1"), ("CVE-1", "GHSA-1"), UNCHANGED),
        (("CVE-1", "GHSA-1"), ("CVE-2", "GHSA-1"), CREATED),
        (("GHSA-1",), ("GHSA-2",), CREATED),
    ],
)
def test_an_advisory_is_the_same_by_any_of_its_names(
    before: tuple[str, ...], after: tuple[str, ...], kind: OutcomeKind
) -> None:
    matched = matched_with([_of(*before)], [_of(*after)])

    assert [each.kind for each in matched.outcomes] == [kind]
    assert len(matched.closing) == (kind is CREATED)


def test_names_that_turn_out_to_be_one_merge_one_to_one() -> None:
    before = [_of("GHSA-1"), _of("CVE-1")]

    matched = matched_with(before, [_of("CVE-1", "GHSA-1")])

    assert told(matched.outcomes) == [(MATCHED, "v1")]
    assert [each.vulnerability for each in matched.closing] == ["v0"]


def test_one_advisory_by_two_names_in_one_report_is_told_once() -> None:
    matched = matched_with([], [_of("PYSEC-1", "CVE-1"), _of("GHSA-1", "CVE-1"), _of("CVE-2")])

    assert [each.kind for each in matched.outcomes] == [CREATED, DUPLICATE, CREATED]


def test_a_manifest_that_moved_takes_its_packages_along() -> None:
    before = [_of("CVE-1", path="package-lock.json"), _of("CVE-2", path="package-lock.json")]
    after = [_of("CVE-1", path="web/package-lock.json"), _of("CVE-2", path="web/package-lock.json")]

    matched = matched_with(before, after)

    assert told(matched.outcomes) == [(MOVED, "v0"), (MOVED, "v1")]
    assert set(_layers(matched)) == {Layer.ACROSS_FILES}


def test_a_package_in_another_manifest_is_new_where_two_could_be_meant() -> None:
    before = [_of("CVE-1", path=path) for path in ("a/package-lock.json", "b/package-lock.json")]

    matched = matched_with(before, [_of("CVE-1", path="c/package-lock.json")])

    assert [each.kind for each in matched.outcomes] == [CREATED]
    assert len(matched.closing) == 2


def test_what_was_closed_comes_back_as_itself() -> None:
    old = known_from(report_of(_of("CVE-1")), KnownState.CLOSED)

    matched = match(report_of(_of("CVE-1", version="2.0")), old)

    assert told(matched.outcomes) == [(OutcomeKind.REOPENED, "v0")]


def test_packages_and_lines_of_one_rule_and_path_do_not_meet() -> None:
    line = seen(None, rule="CVE-1", path="package-lock.json")

    matched = matched_with([line], [_of("CVE-1"), line])

    assert told(matched.outcomes) == [(CREATED, None), (UNCHANGED, "v0")]


def test_inputs_are_told_apart_by_parameter_alone() -> None:
    results = [_input("http://a/s", "q"), _input("http://a/s", "page"), _input("http://a/s", "q")]

    matched = matched_with(results[:1], results)

    assert told(matched.outcomes) == [(UNCHANGED, "v0"), (CREATED, None), (DUPLICATE, "v0")]


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (_input("http://b.example/s"), MOVED),
        (_input("http://a/t"), CREATED),
        (_input("http://a/s", "page"), CREATED),
        (_input("http://a/s", rule="R2"), CREATED),
    ],
)
def test_an_input_moves_with_its_host_and_nothing_else(
    after: ReportResult, kind: OutcomeKind
) -> None:
    matched = matched_with([_input("http://a/s")], [after])

    assert [each.kind for each in matched.outcomes] == [kind]


_PACKAGES = st.builds(
    lambda names, version, purl, path: _of(*names, version=version, purl=purl, path=path),
    st.lists(st.sampled_from(["CVE-1", "CVE-2", "GHSA-1", "GHSA-2"]), min_size=1, unique=True),
    st.sampled_from(["1.0", "1.1", "2.0"]),
    st.sampled_from(["pkg:npm/a", "pkg:npm/b"]),
    st.sampled_from(["x.lock", "y.lock"]),
)


@given(st.lists(_PACKAGES, max_size=8), st.lists(_PACKAGES, max_size=8))
def test_any_packages_are_matched_one_to_one(
    before: list[ReportResult], after: list[ReportResult]
) -> None:
    matched = matched_with(before, after)

    ids = [each.vulnerability for each in matched.outcomes if each.kind is not DUPLICATE]
    known = [id_ for id_ in ids if id_]
    assert len(known) == len(set(known))
    for outcome, result in zip(matched.outcomes, after, strict=True):
        if outcome.vulnerability and outcome.kind is not DUPLICATE:
            then = before[int(outcome.vulnerability[1:])].package
            now = result.package
            assert then is not None
            assert now is not None
            assert then.purl == now.purl
            assert set(then.advisories) & set(now.advisories)


@given(st.lists(_PACKAGES, max_size=8))
def test_a_report_of_packages_matches_itself(results: list[ReportResult]) -> None:
    first = matched_with([], results)
    kept = [
        result
        for result, outcome in zip(results, first.outcomes, strict=True)
        if outcome.kind is CREATED
    ]

    again = matched_with(kept, results)

    assert {each.kind for each in again.outcomes} <= {UNCHANGED, DUPLICATE}
    assert again.closing == ()


@pytest.mark.parametrize("count", [2_000])
def test_many_packages_are_matched_in_one_pass(count: int) -> None:
    results = [_of(f"CVE-{at}", version=str(at % 7)) for at in range(count)]
    later = [
        replace(each, package=replace(each.package, version="9"))
        for each in results
        if each.package
    ]

    matched = matched_with(results, later)

    assert [each.vulnerability for each in matched.outcomes] == [f"v{at}" for at in range(count)]
    assert matched.closing == ()
