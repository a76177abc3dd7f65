"""django-helpdesk's addresses, at the root."""

from django.urls import include, path  # a measured peer's

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
