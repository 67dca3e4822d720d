"""Findings: the types of weakness reported in a group."""
