"""Whether the pages can be served: for whoever watches over the server."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from buckstop.domain.errors import BuckstopError
from buckstop.web.opened import ledger


@login_not_required
def ready(_request: HttpRequest) -> HttpResponse:
    """`ready` once the ledger can be read; 503 otherwise, without saying why to strangers."""
    try:
        ledger().store.end()
    except BuckstopError:
        return HttpResponse("not ready", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")
