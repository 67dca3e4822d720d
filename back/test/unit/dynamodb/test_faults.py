"""The client library's exceptions as the port's."""

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    ParamValidationError,
    ReadTimeoutError,
)

from dynamodb.faults import Conflicted, Refused, translated
from store.errors import LimitError, StoreUnavailable, Throttled


def _error(code: str) -> ClientError:
    answer = {"Error": {"Code": code, "Message": "why"}, "ResponseMetadata": {"RetryAttempts": 1}}
    return ClientError(answer, "PutItem")  # type: ignore[arg-type]  # a part of the metadata


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ThrottlingException", Throttled),
        ("ProvisionedThroughputExceededException", Throttled),
        ("RequestLimitExceeded", Throttled),
        ("ValidationException", LimitError),
        ("InternalServerError", StoreUnavailable),
        ("ResourceNotFoundException", StoreUnavailable),
        ("UnrecognizedClientException", StoreUnavailable),
        ("SomethingNew", StoreUnavailable),
        ("TransactionConflictException", Conflicted),
        ("TransactionInProgressException", Conflicted),
        ("ConditionalCheckFailedException", Refused),
        ("TransactionCanceledException", Refused),
    ],
)
def test_each_code_of_the_service_has_a_meaning(code: str, kind: type[Exception]) -> None:
    assert type(translated(_error(code))) is kind


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (EndpointConnectionError(endpoint_url="http://x", error="refused"), StoreUnavailable),
        (ReadTimeoutError(endpoint_url="http://x"), StoreUnavailable),
        (ParamValidationError(report="too short"), LimitError),
    ],
)
def test_what_goes_wrong_on_the_way_is_unavailability(
    fault: BotoCoreError, kind: type[Exception]
) -> None:
    assert type(translated(fault)) is kind


def test_a_refusal_knows_whether_it_was_sent_before() -> None:
    refused = translated(_error("ConditionalCheckFailedException"))

    assert isinstance(refused, Refused)
    assert refused.retried
    assert not Refused({"ResponseMetadata": {"RetryAttempts": 0}}).retried
    assert not Refused({}).retried
