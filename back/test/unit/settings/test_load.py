"""Reading the environment."""

from dataclasses import fields, is_dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from settings import (
    BlobsEngine,
    Environment,
    InvalidSettings,
    Limits,
    LogFormat,
    Row,
    Settings,
    StoreEngine,
    describe,
    load,
)
from settings.issuers import TOLD


def test_an_empty_environment_gives_the_embedded_production_service() -> None:
    settings = load({})

    assert settings == Settings()
    assert settings.environment is Environment.PRODUCTION
    assert (settings.store, settings.blobs) == (StoreEngine.SQLITE, BlobsEngine.DIRECTORY)


def test_reads_each_kind_of_value() -> None:
    settings = load(
        {
            "INTEGRATES_ENVIRONMENT": "development",
            "INTEGRATES_PORT": "9000",
            "INTEGRATES_STATE_DIR": "/var/lib/integrates",
            "INTEGRATES_TIMEZONE": "America/Bogota",
            "INTEGRATES_GRAPHIQL": "true",
            "INTEGRATES_LOG_FORMAT": "json",
            "INTEGRATES_LAME_DUCK": "PT0.5S",
            "INTEGRATES_DRAIN": "7",
            "INTEGRATES_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "INTEGRATES_COST_LIMIT": "7",
        }
    )

    assert settings == Settings(
        environment=Environment.DEVELOPMENT,
        port=9000,
        state_dir=Path("/var/lib/integrates"),
        timezone=ZoneInfo("America/Bogota"),
        graphiql=True,
        log_format=LogFormat.JSON,
        lame_duck=timedelta(seconds=0.5),
        drain=timedelta(seconds=7),
        trusted_proxies=("10.0.0.0/8", "::1"),
        limits=Limits(cost_limit=7),
    )


def test_an_empty_variable_is_not_set() -> None:
    assert load({"INTEGRATES_PORT": "", "INTEGRATES_S3_URL": "  "}) == Settings()


def test_every_problem_is_named_at_once_and_no_value_is_shown() -> None:
    with pytest.raises(InvalidSettings) as refusal:
        load(
            {
                "INTEGRATES_ENVIRONMENT": "hunter2",
                "INTEGRATES_PORT": "70000",
                "INTEGRATES_PUBLIC_ORIGIN": "https://user@hunter2.example.com",
                "INTEGRATES_TRUSTED_PROXIES": "10.0.0.0/8,hunter2",
                "INTEGRATES_BLOBS": "s3",
                "INTEGRATES_TIMEZONE": "Mars/Hunter2",
                "INTEGRATES_LAME_DUCK": "-PT1S",
                "INTEGRATES_COST_LIMIT": "0",
            }
        )

    assert refusal.value.problems == (
        "INTEGRATES_ENVIRONMENT must be production or development",
        "INTEGRATES_PORT must be a port, 0 to 65535",
        "INTEGRATES_PUBLIC_ORIGIN must be an origin, like https://integrates.example.com",
        "INTEGRATES_TRUSTED_PROXIES must be addresses or networks, separated by commas",
        "INTEGRATES_TIMEZONE must be a name of the IANA database, like America/Bogota",
        "INTEGRATES_LAME_DUCK must be a duration",
        "INTEGRATES_COST_LIMIT must be a positive integer",
        "INTEGRATES_S3_BUCKET is missing",
    )
    assert "hunter2" not in str(refusal.value).lower()


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/localtime", "\0"])
def test_a_time_zone_is_a_name_and_no_path(name: str) -> None:
    with pytest.raises(InvalidSettings) as refusal:
        load({"INTEGRATES_TIMEZONE": name})

    assert len(refusal.value.problems) == 1


def test_the_description_has_a_row_for_each_setting() -> None:
    rows = describe()

    values = [getattr(Settings(), field.name) for field in fields(Settings)]
    groups = [value for value in values if is_dataclass(value)]
    of_groups = [field for group in groups for field in fields(group)]
    of_issuers = len(TOLD) - 1  # in place of the one field
    assert len(rows) == len(values) - len(groups) + len(of_groups) + of_issuers
    assert rows[2] == Row(
        variable="INTEGRATES_PORT",
        default="8001",
        form="a port, 0 to 65535",
        about="Where the API listens; 0 takes a free one.",
    )


def test_a_described_default_is_one_that_loads_to_it() -> None:
    shown = {row.variable: row.default for row in describe()}

    assert load(shown) == Settings()
