"""Tests of faults may ask for a PostgreSQL server."""

from tests.db.servers import postgresql_server, postgresql_url

__all__ = ["postgresql_server", "postgresql_url"]
