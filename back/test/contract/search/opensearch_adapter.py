"""The OpenSearch adapter as the contract suite opens it: with indexes of its own."""

import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from uuid import uuid4

from contract.search.adapters import Open
from search.opensearch import ClusterConfig, open_search

VARIABLE = "INTEGRATES_TEST_OPENSEARCH"
# An engine on a busy machine takes longer than a person would wait.
PATIENT_SECONDS = 60.0


@contextmanager
def home() -> Iterator[Open]:
    prefix = f"test_{uuid4().hex}_"
    config = ClusterConfig(
        prefix=prefix, request_seconds=PATIENT_SECONDS, deadline_seconds=PATIENT_SECONDS
    )
    yield partial(open_search, os.environ[VARIABLE], config=config)
    url = os.environ[VARIABLE]  # a test may have had a way to it that blocking here would block
    request = urllib.request.Request(f"{url}/{prefix}*", method="DELETE")  # noqa: S310 - ours
    with urllib.request.urlopen(request, timeout=PATIENT_SECONDS):  # noqa: S310 - ours
        pass
