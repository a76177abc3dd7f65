"""Django's settings of the pages of one ledger: the folder that `BUCKSTOP_LEDGER` names."""

import os
from pathlib import Path
from typing import Any

from buckstop.app.accounts import accounts_address
from buckstop.app.web_config import read_web_config, web_key
from buckstop.db.accounts import settings as accounts
from buckstop.db.accounts.address import database
from buckstop.web.addresses import STATIC

HOME = Path(os.environ["BUCKSTOP_LEDGER"])
WEB = read_web_config(HOME)
_HERE = Path(__file__).parent
_MEGABYTE = 1024 * 1024

DEBUG = False
SECRET_KEY = web_key(HOME)
ALLOWED_HOSTS = list(WEB.hosts)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in WEB.hosts]
ROOT_URLCONF = "buckstop.web.urls"
WSGI_APPLICATION = "buckstop.web.wsgi.application"

# Accounts and their tables are the business of db/accounts.
DATABASES = {"default": database(accounts_address(HOME))}
CACHES = accounts.CACHES
DEFAULT_AUTO_FIELD = accounts.DEFAULT_AUTO_FIELD
INSTALLED_APPS = [*accounts.INSTALLED_APPS, "django.contrib.staticfiles"]
AUTH_USER_MODEL = accounts.AUTH_USER_MODEL
PASSWORD_HASHERS = accounts.PASSWORD_HASHERS
AUTH_PASSWORD_VALIDATORS = accounts.AUTH_PASSWORD_VALIDATORS
USE_TZ = accounts.USE_TZ

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "buckstop.web.middleware.language",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "buckstop.web.middleware.visitor",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "buckstop.web.templating.environment",
            "context_processors": ["buckstop.web.rendering.frame"],
        },
    },
    {  # allauth's own mails and the few pages of it that are not ours
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# --- languages and time: days begin where the ledger says; Django itself only ever sees UTC ---
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "Simplified Chinese")]
USE_I18N = True
TIME_ZONE = "UTC"

# --- signing in ---
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "buckstop.web.signing_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "buckstop.web.signing_in.ProviderAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = "buckstop.web.signing_in.shown_name"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "change_password": "5/m/user", "reauthenticate": "10/m/user"}
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Buckstop"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": one.id,
                "name": one.name,
                "client_id": one.client_id,
                "secret": one.client_secret,
                "settings": {"server_url": one.issuer, "oauth_pkce_enabled": True},
            }
            for one in WEB.providers
        ],
    }
}

# --- cookies, headers, sizes ---
SESSION_COOKIE_AGE = 10 * 3600  # a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "buckstop_session", "buckstop_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = WEB.https
SECURE_HSTS_SECONDS = 31_536_000 if WEB.https else 0
SECURE_SSL_REDIRECT = False  # the server in front does that; it knows the outside address
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if WEB.https else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'", *(one.issuer for one in WEB.providers)],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "buckstop.web.views.faults.csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * _MEGABYTE  # larger ones go to a temporary file
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * _MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- static files: from the package itself, with the digest of their content in the address ---
STATIC_URL = STATIC
STATICFILES_DIRS = [_HERE / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
