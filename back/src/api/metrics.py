"""The metrics of CVSS 3.1: what the API calls them, and their short names."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "attack_complexity": "AC",
        "attack_vector": "AV",
        "availability_impact": "A",
        "availability_requirement": "AR",
        "confidentiality_impact": "C",
        "confidentiality_requirement": "CR",
        "exploitability": "E",
        "integrity_impact": "I",
        "integrity_requirement": "IR",
        "modified_attack_complexity": "MAC",
        "modified_attack_vector": "MAV",
        "modified_availability_impact": "MA",
        "modified_confidentiality_impact": "MC",
        "modified_integrity_impact": "MI",
        "modified_privileges_required": "MPR",
        "modified_severity_scope": "MS",
        "modified_user_interaction": "MUI",
        "privileges_required": "PR",
        "remediation_level": "RL",
        "report_confidence": "RC",
        "severity_scope": "S",
        "user_interaction": "UI",
    }
)
