"""Files that come with a form: kept at once, so that a form that has to be shown again has not lost them."""

from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core import signing
from django.http import HttpRequest

from buckstop.app.file_kinds import KINDS
from buckstop.app.files import folder_of, keep
from buckstop.app.ledger import Ledger
from buckstop.domain.matter.words import Attachment
from buckstop.domain.refusals import Refusal
from buckstop.text.refusals import refusal_sentence
from buckstop.web.visitors import visitor

_SALT = "buckstop.kept"
_HOURS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was kept and waits for the report that names it.

    Args:
        token: what the form sends back for it; nobody else's token is taken.
    """

    file: Attachment
    token: str


@dataclass(frozen=True, slots=True)
class Uploads:
    """What came with a form.

    Args:
        kept: files, in the order they came; those of an earlier sending first.
        refused: why others were not kept, in whole sentences.
    """

    kept: tuple[Kept, ...]
    refused: tuple[str, ...]

    @property
    def attached(self) -> tuple[Attachment, ...]:
        """The files as a command names them, each once."""
        return tuple(dict.fromkeys(one.file for one in self.kept))


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What may be attached, to be known before a file is chosen.

    Args:
        megabytes: what one file may weigh, in millions of bytes.
        kinds: endings of names, without the dot.
    """

    megabytes: int
    kinds: tuple[str, ...]


def file_limits(ledger: Ledger) -> FileLimits:
    """What may be attached in a ledger."""
    return FileLimits(folder_of(ledger).megabytes, tuple(KINDS))


def uploads(request: HttpRequest, field: str) -> Uploads:
    """Keep what arrives in a field of a form, and take back up what was kept when it was sent before.

    Raises:
        OSError: the disk is full.
    """
    who = visitor(request)
    salt = f"{_SALT}.{who.person}"
    kept, refused = [], []
    for token in request.POST.getlist("kept"):
        try:
            name, digest = signing.loads(token, salt=salt, max_age=_HOURS)
        except signing.BadSignature:
            continue  # not ours, or left open for a day: the file is simply not attached any more, and not shown
        kept.append(Kept(Attachment(name, digest), token))
    for sent in request.FILES.getlist(field):
        file = keep(who.ledger, sent.name or "", cast("BinaryIO", sent.file))  # what has arrived is always open
        if isinstance(file, Refusal):
            refused.append(refusal_sentence(file, who.read))
        else:
            kept.append(Kept(file, signing.dumps([file.name, file.sha256], salt=salt)))
    return Uploads(tuple(kept), tuple(refused))
