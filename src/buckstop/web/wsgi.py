"""The application as a server runs it."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from buckstop.web.opened import settle

os.environ["DJANGO_SETTINGS_MODULE"] = "buckstop.web.settings"  # whoever started us may have opened the accounts alone
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - imports every page now, and not while the first visitor waits
settle()
