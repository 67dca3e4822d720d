"""Vulnerabilities: the places where a weakness was seen."""
