"""Backups of what others keep are refused, with what to do instead."""

import argparse
from pathlib import Path

import pytest

from app.backup import backup, restore
from app.command import Operation
from backups.errors import NotEmbedded
from settings import BlobsEngine, Settings, StoreEngine

pytestmark = pytest.mark.not_changes_db


@pytest.mark.parametrize("operation", [backup, restore])
@pytest.mark.parametrize(
    "settings",
    [
        Settings(store=StoreEngine.DYNAMODB),
        Settings(blobs=BlobsEngine.S3, s3_bucket="files"),
    ],
)
async def test_services_of_aws_keep_their_own_past(
    operation: Operation, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"

    with pytest.raises(NotEmbedded) as refusal:
        await operation(settings, argparse.Namespace(folder=folder))

    assert "point-in-time recovery" in refusal.value.message
    assert "versioning of the bucket" in refusal.value.message
    assert not folder.exists()
