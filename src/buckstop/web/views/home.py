"""The first page: where a signed-in person begins."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


def home(_request: HttpRequest) -> HttpResponse:
    """Today is where everybody begins."""
    return HttpResponseRedirect(reverse("today"))
