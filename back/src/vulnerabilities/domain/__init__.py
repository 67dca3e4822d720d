"""Use cases of vulnerabilities, and the job that removes those of a removed finding."""

from vulnerabilities.domain._decisions import (
    CHUNK,
    MOST,
    close_vulnerabilities,
    confirm_vulnerabilities,
    describe_vulnerability,
    rate_vulnerabilities,
    reject_vulnerabilities,
    remove_vulnerability,
    resubmit_vulnerabilities,
)
from vulnerabilities.domain._merging import merge_vulnerabilities, unmerge_vulnerability
from vulnerabilities.domain._removal import AGAIN, kinds, remove_vulnerabilities

__all__ = [
    "AGAIN",
    "CHUNK",
    "MOST",
    "close_vulnerabilities",
    "confirm_vulnerabilities",
    "describe_vulnerability",
    "kinds",
    "merge_vulnerabilities",
    "rate_vulnerabilities",
    "reject_vulnerabilities",
    "remove_vulnerabilities",
    "remove_vulnerability",
    "resubmit_vulnerabilities",
    "unmerge_vulnerability",
]
