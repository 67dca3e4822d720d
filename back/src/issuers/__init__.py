"""Issuers of OpenID Connect: asked, and believed only as far as was checked."""
