"""What people see of a finding."""

from enum import StrEnum


class Standing(StrEnum):
    """DRAFT until a vulnerability is released; then VULNERABLE while one is open."""

    DRAFT = "DRAFT"
    SAFE = "SAFE"
    VULNERABLE = "VULNERABLE"
