"""These tests need the engine, and are collected only where there is one."""

import os
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from contract.dynamodb.wire import Wire
    from dynamodb import DynamoConfig

# Nothing of the adapter is imported above: without an engine, its second is saved.
collect_ignore_glob = [] if os.environ.get("INTEGRATES_TEST_DYNAMODB") else ["test_*.py"]


@pytest.fixture
async def config() -> AsyncIterator["DynamoConfig"]:
    from contract.dynamodb_adapter import own_tables  # noqa: PLC0415 - see above

    async with own_tables() as made:
        yield made


@pytest.fixture
async def wire(config: "DynamoConfig") -> AsyncIterator["Wire"]:
    from contract.dynamodb.wire import wired  # noqa: PLC0415 - see above

    async with wired(config) as made:
        yield made
