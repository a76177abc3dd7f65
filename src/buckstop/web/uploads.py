"""Files that come with a form: kept at once, so that a form that has to be shown again has not lost them."""

from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, cast

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

from buckstop.app.file_kinds import KINDS
from buckstop.app.files import folder_of, keep
from buckstop.app.ledger import Ledger
from buckstop.domain.matter.words import Attachment
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.text.refusals import refusal_sentence
from buckstop.web.visitors import Visitor, visitor

_SALT = "buckstop.kept"
_HOURS = 24 * 3600
_MEGABYTE = 1_000_000
_MOST_FILES, _MOST_MEGABYTES = 200, 1000
_ENOUGH = _(
    "%(file)s was not kept: in one day a person sends %(files)s files at most, and %(megabytes)s MB together. "
    "Send it tomorrow, or let a colleague attach it."
)


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
    arrived = request.FILES.getlist(field)
    if not arrived:
        return Uploads(tuple(kept), ())
    today = _Today.of(who)
    for sent in arrived:
        if not today.has_room(sent.size or 0):
            refused.append(who.read.say(_ENOUGH, file=sent.name, files=_MOST_FILES, megabytes=_MOST_MEGABYTES))
            continue
        file = keep(who.ledger, sent.name or "", cast("BinaryIO", sent.file))  # what has arrived is always open
        if isinstance(file, Refusal):
            refused.append(refusal_sentence(file, who.read))
        else:
            kept.append(Kept(file, signing.dumps([file.name, file.sha256], salt=salt)))
            today.add(sent.size or 0)
    return Uploads(tuple(kept), tuple(refused))


@dataclass(slots=True)
class _Today:
    """How much somebody sent today: what no form takes up stays on the disk, so nobody sends without end."""

    name: str
    files: int
    size: int

    @classmethod
    def of(cls, who: Visitor) -> "_Today":
        day = who.ledger.calendar.local_date(who.ledger.now())
        name = f"{_SALT}.{day}.{sha256(who.person.encode()).hexdigest()}"
        files, size = cache.get(name, (0, 0))
        return cls(name, files, size)

    def has_room(self, size: int) -> bool:
        """Whether one more file of that many bytes may be kept."""
        return self.files < _MOST_FILES and self.size + size <= _MOST_MEGABYTES * _MEGABYTE

    def add(self, size: int) -> None:
        """Count a file that was kept."""
        self.files, self.size = self.files + 1, self.size + size
        cache.set(self.name, (self.files, self.size), _HOURS)
