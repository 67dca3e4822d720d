"""The store on Amazon DynamoDB, or on what speaks its protocol.

Two tables: ``data`` has a change stream, ``meta`` holds the unstreamed space.  Nothing of
the client library, its exceptions least of all, leaves this package.
"""

from dynamodb.config import DynamoConfig
from dynamodb.provision import create_tables
from dynamodb.store import open_store

__all__ = ["DynamoConfig", "create_tables", "open_store"]
