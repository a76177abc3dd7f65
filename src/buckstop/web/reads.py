"""What goes on record about reading: every look at restricted matters, every export, every file taken along."""

from typing import Literal

from django.http import HttpRequest

from buckstop.db.accounts.models import AccessRecord
from buckstop.web.visitors import visitor

Did = Literal["read", "export", "download"]
_LONGEST_WHAT, _LONGEST_DETAIL = 200, 400


def record(request: HttpRequest, did: Did, what: str, detail: str = "") -> None:
    """Put on record, before anything is shown, that the visitor reads or takes something along.

    Args:
        what: id of the matter, name of the list or SHA-256 of the file.
        detail: columns of an export, number of rows, file name.
    """
    who = visitor(request)
    AccessRecord.objects.create(
        person=who.person,
        post=who.acting[0].post if who.acting else "",
        did=did,
        what=what[:_LONGEST_WHAT],
        detail=detail[:_LONGEST_DETAIL],
    )
