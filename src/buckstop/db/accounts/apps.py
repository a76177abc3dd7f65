"""The Django application of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See the package."""

    name = "buckstop.db.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
