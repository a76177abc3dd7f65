"""Drafts of directives: whose they are, how they begin, change and go; the document behind them."""

import io
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property, lru_cache
from typing import IO

from django.db.models import F, Q
from django.http import Http404, HttpRequest
from django.utils import timezone

from buckstop.app.directive_answers import DISCARDED, Answers, fingerprint, read_back, written
from buckstop.app.directive_review import Review, first_review
from buckstop.app.directives import read, read_text
from buckstop.app.files import folder_of, keep, open_file
from buckstop.app.ledger import Ledger
from buckstop.db.accounts.models import DirectiveDraft
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.posts import Role
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.intake.directives.model import Draft
from buckstop.lens.issues import Issue
from buckstop.text.directive_review import phase_steps
from buckstop.text.issues import position, sentence
from buckstop.text.refusals import refusal_sentence
from buckstop.web.new_ids import id_from, new_key
from buckstop.web.visitors import Visitor, visitor

_PASTED = "pasted.txt"
_MEGABYTE = 1_000_000
_LONGEST_TITLE, _LONGEST_NAME = 300, 200
_MOST = 50
_REMEMBERED = 16  # documents under review at one time
_NAMELESS = _("Directive without a title")
_AT = _("%(place)s: %(sentence)s")


@dataclass(frozen=True)
class OpenDraft:
    """A draft that its visitor may go on with.

    Args:
        version: of the draft as it was read.
    """

    row: DirectiveDraft
    answers: Answers
    who: Visitor

    @property
    def id(self) -> int:
        """Its number, as addresses name it."""
        return int(self.row.pk)

    @property
    def unit(self) -> UnitId:
        """The issuing unit."""
        return UnitId(self.row.unit)

    @property
    def review(self) -> Review:
        """The tasks as they stand."""
        return self.answers.review

    @cached_property
    def draft(self) -> Draft | None:
        """The document, read anew; None where it lies there no more, or cannot be read any longer."""
        who = self.who
        name, digest = self.row.file_name, self.row.source_sha256
        return _read_once(_Source(who.ledger.origin, who.organisation.version, name, digest, who.ledger))

    @property
    def reads_as_before(self) -> bool:
        """Whether the document still reads as when the tasks were made from it."""
        return self.draft is not None and fingerprint(self.draft) == self.answers.reading

    @property
    def places(self) -> Draft | None:
        """The document, where its items are those the tasks were made from."""
        return self.draft if self.reads_as_before else None

    def id_of(self, task: str) -> MatterId:
        """The id of the matter that comes of a task; of the directive itself where the key is empty."""
        return id_from(f"{self.answers.token}-{task}")


@dataclass(frozen=True, slots=True)
class _Source:
    """What a reading depends on; the ledger only says where to find it."""

    origin: str
    organisation_version: int
    name: str
    sha256: str
    ledger: Ledger = field(compare=False, repr=False)


@lru_cache(maxsize=_REMEMBERED)
def _read_once(source: _Source) -> Draft | None:
    """The reading of a document, remembered: a review looks at the same one with every click."""
    data = source_of(source.ledger, source.sha256)
    if isinstance(data, Refusal):
        return None
    if not source.name:
        return read_text(source.ledger, data.decode())
    found = read(source.ledger, data, source.name)
    return found if isinstance(found, Draft) else None


def issuing_units(who: Visitor) -> tuple[UnitId, ...]:
    """Units for which the visitor may open what a directive asks: those they lead."""
    return tuple(unit for unit in who.units_for(OpenMatter) if Role.LEADER in who.roles_in(unit))


class Stage(Enum):
    """Where a draft is."""

    OPEN = "open"  # something of it is not opened yet
    DISCARDED = "discarded"
    DONE = "done"  # all of it is opened


def drafts_of(who: Visitor, stage: Stage) -> list[DirectiveDraft]:
    """Drafts of the visitor's units at a stage, the last changed first; without their answers."""
    rows = DirectiveDraft.objects.filter(unit__in=issuing_units(who)).defer("answers")
    away = Q(answers__startswith=DISCARDED)
    asked = {Stage.OPEN: Q(opened="[]") & ~away, Stage.DISCARDED: Q(opened="[]") & away, Stage.DONE: ~Q(opened="[]")}
    return list(rows.filter(asked[stage]).select_related("account").order_by("-updated_at", "-pk")[:_MOST])


def open_draft(request: HttpRequest, number: int) -> OpenDraft:
    """The draft of that number.

    Raises:
        Http404: there is none, or it is of a unit the visitor does not lead.
    """
    who = visitor(request)
    row = DirectiveDraft.objects.filter(pk=number, unit__in=issuing_units(who)).first()
    if row is None:
        raise Http404
    return OpenDraft(row, read_back(row.answers), who)


def begin_with_file(who: Visitor, unit: UnitId, name: str, stream: IO[bytes]) -> OpenDraft | tuple[str, ...]:
    """A new draft of a file; or why there is none, in whole sentences that name the cell or line."""
    most = folder_of(who.ledger).megabytes * _MEGABYTE
    data = stream.read(most + 1)
    found = read(who.ledger, data, name) if len(data) <= most else ()  # too large for the folder, which says so
    if found and not isinstance(found, Draft):
        return tuple(_issue_words(who, one) for one in found)
    kept = keep(who.ledger, name, io.BytesIO(data))
    if isinstance(kept, Refusal):
        return (refusal_sentence(kept, who.read),)
    assert isinstance(found, Draft), "what is not read is not kept either"
    return _begin(who, unit, found, kept.name, kept.sha256)


def begin_with_text(who: Visitor, unit: UnitId, text: str) -> OpenDraft | tuple[str, ...]:
    """A new draft of a pasted text."""
    kept = keep(who.ledger, _PASTED, io.BytesIO(text.encode()))
    if isinstance(kept, Refusal):
        return (refusal_sentence(kept, who.read),)
    return _begin(who, unit, read_text(who.ledger, text), "", kept.sha256)


def _issue_words(who: Visitor, issue: Issue) -> str:
    place, words = position(issue, who.read.translate), sentence(issue, who.read.translate)
    return who.read.say(_AT, place=place, sentence=words) if place else words


def _begin(who: Visitor, unit: UnitId, draft: Draft, name: str, sha256: str) -> OpenDraft:
    answers = Answers(
        token=new_key(who.ledger.calendar.local_date(who.ledger.now())),
        reading=fingerprint(draft),
        review=first_review(draft, lambda item: phase_steps(item, who.read)),
        changed_by=who.account.display_name,
    )
    row = DirectiveDraft.objects.create(
        account=who.account,
        unit=unit,
        title=shown_title(who, draft.title, name)[:_LONGEST_TITLE],
        file_name=name[-_LONGEST_NAME:],
        source_sha256=sha256,
        answers=written(answers),
    )
    return OpenDraft(row, answers, who)


def shown_title(who: Visitor, title: str, name: str) -> str:
    """What a draft is called in lists."""
    return title or name or who.read.translate(_NAMELESS)


def save(draft: OpenDraft, answers: Answers, version: int, opened: str | None = None) -> bool:
    """Keep other answers; False where somebody else changed the draft since that version.

    Args:
        opened: ids of the matters that came of it, as JSON; None where that does not change.
    """
    who = draft.who
    answers = replace(answers, changed_by=who.account.display_name)
    more = {} if opened is None else {"opened": opened}
    changed = DirectiveDraft.objects.filter(pk=draft.row.pk, version=version).update(
        answers=written(answers),
        title=shown_title(who, answers.review.title, draft.row.file_name)[:_LONGEST_TITLE],
        version=F("version") + 1,
        updated_at=timezone.now(),
        **more,
    )
    return bool(changed)


def source_of(ledger: Ledger, sha256: str) -> bytes | Refusal:
    """The bytes of a document, checked against its digest."""
    found = open_file(ledger, sha256)
    if isinstance(found, Refusal):
        return found
    with found:
        return found.read()
