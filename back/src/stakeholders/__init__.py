"""Stakeholders: people and service accounts, and the tokens they sign in with."""
