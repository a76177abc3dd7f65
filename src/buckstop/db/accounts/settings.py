"""Django's settings as far as accounts go: their database, how passwords are kept, which tables there are.

`web/settings.py` adds the pages. The database's address comes from the environment (`BUCKSTOP_ACCOUNTS`), because Django
reads its settings once, when it starts; `app.accounts` sets it.
"""

import os
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


DATABASES = {"default": database(os.environ.get(ADDRESS, "sqlite::memory:"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "buckstop.db.accounts",
]
AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SECRET_KEY = "accounts are opened here without pages"  # noqa: S105 - signs nothing: web/settings.py reads the real one
USE_TZ = True
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # allauth does not start without it; pages add theirs
