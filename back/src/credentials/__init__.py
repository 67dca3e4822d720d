"""Credentials of organizations: kept sealed, read by their owner, handed over when it leaves."""
