"""django-helpdesk as a server serves it: the desk that `benchmarks.handoffs.django_helpdesk prepare` made.

`python -m benchmarks.pages.helpdesk_application FOLDER STORE HOST NUMBER` gives so many users the password.
"""

import os
import sys
from pathlib import Path
from typing import Any

from benchmarks.handoffs.command import Place

PASSWORD = "for a benchmark"
_MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
_CONTEXT = ("django.template.context_processors.request", "django.contrib.auth.context_processors.auth")
_TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [*_CONTEXT, "django.contrib.messages.context_processors.messages"]},
}


def _desk(place: Place) -> None:
    """The settings of the in-process benchmark, and what pages need besides."""
    from django.conf import settings

    from benchmarks.handoffs.django_helpdesk import Desk

    Desk(
        place,
        ALLOWED_HOSTS=["127.0.0.1"],
        MIDDLEWARE=_MIDDLEWARE,
        TEMPLATES=[_TEMPLATES],
        ROOT_URLCONF="benchmarks.pages.helpdesk_addresses",
        STATIC_URL="/static/",
        MEDIA_URL="/media/",
        LOGIN_URL="/login/",
        HELPDESK_REDIRECT_TO_LOGIN_BY_DEFAULT=True,
    )
    assert settings.configured


def _application() -> Any:
    _desk(Place(os.environ["PAGES_STORE"], Path(os.environ["PAGES_FOLDER"]), os.environ["PAGES_HOST"]))
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _let_in(folder: Path, store: str, host: str, number: int) -> None:
    _desk(Place(store, folder, host))
    from django.contrib.auth.models import User

    for user in User.objects.filter(username__in=[f"unit-{one}" for one in range(number)]):
        user.set_password(PASSWORD)
        user.is_superuser = True  # sees every queue, as everybody there does who may re-assign anything
        user.save()


if __name__ == "__main__":
    _let_in(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
elif "PAGES_FOLDER" in os.environ:
    application = _application()
