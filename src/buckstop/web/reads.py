"""What goes on record about reading: every look at restricted matters, every export, every file taken along."""

from collections.abc import Sequence
from typing import Literal

from django.http import HttpRequest

from buckstop.db.accounts.models import AccessRecord
from buckstop.text.access_details import Detail, Value
from buckstop.web.visitors import visitor

Did = Literal["read", "export", "download", "account"]
_LONGEST_WHAT = 200


def record(request: HttpRequest, did: Did, what: str, detail: str = "", **values: Value) -> None:
    """Put on record, before anything is shown, that the visitor reads or takes something along.

    Why codes and values: a record is read later, by somebody else, in another language.

    Args:
        what: id of the matter, name of the list, SHA-256 of the file, or the person whose account was changed.
        detail: code of what else there is to say; its words stand in `text.access_details`.
        values: what those words name.
    """
    record_all(request, did, (what,), detail, **values)


def record_all(request: HttpRequest, did: Did, whats: Sequence[str], detail: str = "", **values: Value) -> None:
    """The same for several things at once, with one question to the database; for none of them nothing."""
    who = visitor(request)
    post, kept = who.acting[0].post if who.acting else "", Detail(detail, values).kept()
    AccessRecord.objects.bulk_create(
        [
            AccessRecord(
                person=who.person, post=post, did=did, what=what[:_LONGEST_WHAT], detail=detail, particulars=kept
            )
            for what in whats
        ]
    )
