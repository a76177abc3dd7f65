"""What goes on record about reading: every look at restricted matters, every export, every file taken along."""

from collections.abc import Sequence
from typing import Literal

from django.http import HttpRequest

from buckstop.db.accounts.models import AccessRecord
from buckstop.web.visitors import visitor

Did = Literal["read", "export", "download", "account"]
_LONGEST_WHAT, _LONGEST_DETAIL = 200, 400


def record(request: HttpRequest, did: Did, what: str, detail: str = "") -> None:
    """Put on record, before anything is shown, that the visitor reads or takes something along.

    Args:
        what: id of the matter, name of the list, SHA-256 of the file, or the person whose account was changed.
        detail: columns of an export, number of rows, file name, what was done to the account.
    """
    record_all(request, did, (what,), detail)


def record_all(request: HttpRequest, did: Did, whats: Sequence[str], detail: str = "") -> None:
    """The same for several things at once, with one question to the database; for none of them nothing."""
    who = visitor(request)
    post = who.acting[0].post if who.acting else ""
    detail = detail[:_LONGEST_DETAIL]
    AccessRecord.objects.bulk_create(
        [
            AccessRecord(person=who.person, post=post, did=did, what=what[:_LONGEST_WHAT], detail=detail)
            for what in whats
        ]
    )
