"""Secrets at rest: sealed with a tenant's data key, which a key-encryption key wraps."""
