"""The shape of the code, checked."""

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

import pytest

from arch.project import BACK, ROOT, SOURCES, launcher, modules, name_of

# Ours and what an installation of the project itself is called.
OURS = {"integrates", "integrates-ci"}
NO_NAMES = {"utils", "helpers", "common", "core", "misc"}


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def _contract(id_: str) -> dict[str, Any]:
    contracts: list[dict[str, Any]] = _project()["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["id"] == id_)


def test_no_package_of_ours_shadows_an_installed_one() -> None:
    installed = {
        name: set(distributions) - OURS for name, distributions in packages_distributions().items()
    }

    assert {name for name in launcher().packages() if installed.get(name)} == set()


def test_every_package_is_placed_in_a_layer() -> None:
    layers = [re.split(r" [|:] ", layer) for layer in _contract("layers")["layers"]]
    placed = sorted(name.strip("()") for layer in layers for name in layer)

    assert placed == launcher().packages()
    assert sorted(_project()["tool"]["importlinter"]["root_packages"]) == placed


@pytest.mark.parametrize(
    ("contract", "exempt"), [("frameworks", {"app", "api"}), ("engines", {"dynamodb", "blobs"})]
)
def test_a_contract_about_every_package_forgets_none(contract: str, exempt: set[str]) -> None:
    bound = set(_contract(contract)["source_modules"])

    assert bound == set(launcher().packages()) - exempt


def test_only_authz_makes_grants() -> None:
    makers = {
        path.relative_to(SOURCES).parts[0]
        for path, tree in modules(SOURCES)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and re.search(r"Grant$", ast.unparse(node.func))
    }

    assert makers == {"authz"}


def test_files_are_named_for_what_they_hold() -> None:
    nameless = [
        name_of(path)
        for path in (*SOURCES.rglob("*"), *(BACK / "test").rglob("*"))
        if path.stem in NO_NAMES and "__pycache__" not in path.parts
    ]

    assert nameless == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path, tree in modules(SOURCES, ROOT / "client/src")
        if tree.body and not ast.get_docstring(tree)
    ]

    assert silent == []
