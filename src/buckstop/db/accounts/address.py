"""Where accounts lie, in our words and in Django's."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

ADDRESS = "BUCKSTOP_ACCOUNTS"
"""Environment variable with `sqlite:/path/accounts.db` or `postgresql://...`."""


def database(address: str) -> dict[str, Any]:
    """Django's words for a database.

    Args:
        address: as `ADDRESS`. In PostgreSQL the tables lie in the schema `accounts`, beside the ledger's.
    """
    kind, _, place = address.partition(":")
    if kind == "sqlite":
        pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": pragmas}
        return {"ENGINE": "buckstop.db.accounts.sqlite", "NAME": place, "OPTIONS": options, "CONN_MAX_AGE": None}
    found = conninfo_to_dict(address)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {key: value for key, value in found.items() if key not in known and value is not None}
    options["options"] = f"{options.get('options', '')} -c search_path=accounts".strip()
    named = {django: str(found[ours]) for ours, django in known.items() if found.get(ours)}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": options, "CONN_MAX_AGE": 600}
