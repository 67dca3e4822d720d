"""Identities: people as issuers of OpenID Connect know them, and what those may decide."""
