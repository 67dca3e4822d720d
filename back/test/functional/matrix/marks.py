"""What must never reach another tenant, nor a log line that is written for one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from structlog.testing import capture_logs

from functional.test_everyone_else import Tenancy


def marks_of(tenancy: Tenancy) -> frozenset[str]:
    """Return texts that only the data of a tenant have, in lower case."""
    texts = {
        *tenancy.ids.values(),
        tenancy.tenant.organization.name,
        tenancy.person.email,
    }
    return frozenset(text.lower() for text in texts)


def leaked(text: object, tenancy: Tenancy) -> frozenset[str]:
    """Return the marks of ``tenancy`` that are in ``text``."""
    whole = str(text).lower()
    return frozenset(mark for mark in marks_of(tenancy) if mark in whole)


@contextmanager
def no_log_line_has_marks(tenancy: Tenancy, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Check that what is logged in the block, before anything is hidden, has no mark."""
    caplog.clear()
    with capture_logs() as lines:
        yield
    assert lines
    assert leaked(lines, tenancy) == frozenset()
    assert leaked(caplog.text, tenancy) == frozenset()
