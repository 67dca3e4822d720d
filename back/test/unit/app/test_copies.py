"""Where a store may be copied to, and how the command refuses."""

import argparse
from pathlib import Path

import pytest

from app.command import main
from app.copies import copy_store, target_of
from app.engines import open_engines
from copies.errors import BadTarget, NoSource, NotElsewhere, Unfinished, Unfit
from copies.progress import begun
from kit.time import now
from settings import BlobsEngine, SearchEngine, Settings, StoreEngine
from sqlite.store import open_store

pytestmark = pytest.mark.changes_db

CLUSTER = "http://127.0.0.1:9200"
SCALED = Settings(
    store=StoreEngine.DYNAMODB, search=SearchEngine.OPENSEARCH, opensearch_url=CLUSTER
)


def test_a_target_names_a_store_and_a_search() -> None:
    target = target_of(Settings(opensearch_url=CLUSTER), "dynamodb+opensearch")

    assert target == SCALED


def test_a_target_may_name_where_files_go() -> None:
    settings = Settings(opensearch_url=CLUSTER, s3_bucket="files")

    assert target_of(settings, "s3+opensearch+dynamodb").blobs is BlobsEngine.S3


def test_embedded_is_both() -> None:
    target = target_of(SCALED, "embedded")

    assert (target.store, target.search) == (StoreEngine.SQLITE, SearchEngine.EMBEDDED)


@pytest.mark.parametrize(
    "text", ["", "dynamodb", "dynamodb+dynamodb+opensearch", "dynamodb+opensearch+s3+s3", "mysql"]
)
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(BadTarget):
        target_of(Settings(opensearch_url=CLUSTER, s3_bucket="files"), text)


@pytest.mark.parametrize(
    ("text", "what"), [("sqlite+opensearch", "store"), ("dynamodb+embedded", "search")]
)
def test_a_copy_goes_elsewhere(text: str, what: str) -> None:
    with pytest.raises(NotElsewhere) as refused:
        target_of(Settings(opensearch_url=CLUSTER), text)

    assert refused.value.message == f"A copy goes to another {what} than the one in use"


def test_what_the_target_lacks_is_told() -> None:
    with pytest.raises(Unfit) as refused:
        target_of(Settings(), "dynamodb+opensearch+s3")

    assert refused.value.message == (
        "INTEGRATES_S3_BUCKET is missing; INTEGRATES_OPENSEARCH_URL is missing"
    )


async def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path, opensearch_url=CLUSTER)

    with pytest.raises(NoSource):
        await copy_store(settings, argparse.Namespace(to="dynamodb+opensearch", finish=False))

    assert not (tmp_path / "store.db").exists()


def test_the_command_tells_a_refusal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("INTEGRATES_STATE_DIR", str(tmp_path))

    assert main(["store", "copy", "--to", "mysql"]) == 1

    assert capsys.readouterr().err.startswith("integrates: mysql is no target: ")


async def test_half_a_copy_is_not_served(tmp_path: Path) -> None:
    async with open_store(tmp_path / "store.db", clock=now, durable=False) as store:
        await begun(store, "another")

    with pytest.raises(Unfinished):
        async with open_engines(Settings(state_dir=tmp_path), clock=now):
            pass
