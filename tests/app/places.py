"""Addresses of PostgreSQL databases as configurations write them."""

from urllib.parse import quote, urlencode

from psycopg.conninfo import conninfo_to_dict


def as_url(conninfo: str) -> str:
    """The URL of a database that is given as words and values."""
    found = {name: str(value) for name, value in conninfo_to_dict(conninfo).items() if value is not None}
    database = found.pop("dbname")
    return f"postgresql:///{quote(database)}?{urlencode(found)}"
