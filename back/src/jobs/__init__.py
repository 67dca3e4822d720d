"""Durable jobs: enqueued in the commit that wants them, run under a lease until they succeed."""
