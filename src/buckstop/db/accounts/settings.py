"""Django's settings as far as accounts go: their database, how passwords are kept, which tables there are.

`web/settings.py` adds the pages. The database's address comes from the environment (`BUCKSTOP_ACCOUNTS`), because Django
reads its settings once, when it starts; `app.accounts` sets it.
"""

import os

from buckstop.db.accounts.address import ADDRESS, database

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
    "allauth.usersessions",
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
# How often a password was wrong is counted in the database: every process counts the same, and a restart forgets nothing.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # allauth does not start without it; pages add theirs
