"""The application as a server runs it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "buckstop.web.settings"  # whoever started us may have opened the accounts alone
application = get_wsgi_application()
