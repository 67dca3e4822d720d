"""The tables of a test as the environment of the service names them."""

from dynamodb import DynamoConfig


def environ_of(config: DynamoConfig) -> dict[str, str]:
    """Return the settings that name the tables of ``config``, whose keys AWS's own names have."""
    return {
        "INTEGRATES_STORE": "dynamodb",
        "INTEGRATES_DYNAMODB_URL": config.endpoint_url or "",
        "INTEGRATES_DYNAMODB_REGION": config.region,
        "INTEGRATES_DYNAMODB_PREFIX": config.table_prefix,
    }
