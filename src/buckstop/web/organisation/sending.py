"""A workbook on its way in: sent, checked cell by cell, shown as changes, sent again with the click that does them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from buckstop.app.answers import DoorRefusal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.domain.matter.words import Actor
from buckstop.i18n import gettext_noop as _
from buckstop.text.refusals import refusal_sentence
from buckstop.web.new_ids import is_key, new_key
from buckstop.web.numbers import number_in
from buckstop.web.organisation.foresight import Foresight, foreseen
from buckstop.web.organisation.questions import Questions
from buckstop.web.organisation.standing import Standing
from buckstop.web.organisation.workbook import ENDINGS, LARGEST, Finding, Read, Sent, carried_data
from buckstop.web.reads import record_all

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_FINDINGS = 500
_NO_FILE = _("Choose a file first.")
_TOO_LARGE = _(
    "The file has more than 2 MB. A register of a county is far smaller: leave pictures and other sheets out."
)
_WRONG_KIND = _("Take a workbook (.xlsx, .xls, .xlsb, .ods) or one CSV file.")
_DONE = _("Carried out. Changes: %(count)s.")
_OTHERS = _("Somebody changed the organisation since you looked. Look at what your change would do now, then do it.")


@dataclass(frozen=True, slots=True)
class Sending:
    """What a page shows of a workbook: what is wrong with it cell by cell, else what it would change.

    Args:
        name: of the file that was read; carried: the file itself, for the next step; both empty before one was sent.
        findings: what is wrong or doubtful; hidden: how many are not shown.
        seen: what it would do; None where an error stands in the way.
    """

    form: Questions
    key: str
    version: int
    name: str = ""
    carried: str = ""
    findings: tuple[Finding, ...] = ()
    hidden: int = 0
    errors: int = 0
    seen: Foresight | None = None
    count: int = 0
    sure: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What one kind of workbook needs beside the file.

    Args:
        reads: what a file asks for.
        shown: the page, with a status.
        same: what is said where it would change nothing; then, and when it was done, one is led to `afterwards`.
        done: what else is to be done once it was carried out.
        page: name of the page, for readings on record.
    """

    request: HttpRequest
    standing: Standing
    actor: Actor
    form: Questions
    reads: Callable[[Sent], Read]
    shown: Callable[[Sending, int], HttpResponse]
    same: str
    same_address: str
    done_address: str
    page: str
    done: Callable[[Read], None] = lambda _read: None

    def answer(self) -> HttpResponse:
        """Look at what was sent, or do what was looked at."""
        if self.request.method != "POST":
            return self.shown(self._sending(), 200)
        sent = sent_of(self.request, self.standing, self.form)
        if isinstance(sent, str):
            return self.shown(self._sending(refused=sent), 422)
        read = self.reads(sent)
        if read.asked is None:
            return self.shown(self._sending(sent, read), 422)
        if not read.asked.commands:
            messages.info(self.request, self.standing.who.read.translate(self.same))
            self.done(read)
            return HttpResponse(status=303, headers={"Location": self.same_address})
        sure = self.standing.who.ledger.digest(read.asked.commands, *read.asked.personal).hex()
        if self.request.POST.get("sure") != sure:
            return self.shown(self._sending(sent, read, sure), 200)
        return self._carried_out(sent, read, sure)

    def _carried_out(self, sent: Sent, read: Read, sure: str) -> HttpResponse:
        who, asked = self.standing.who, read.asked
        assert asked is not None, "only what can be carried out comes here"
        known = number_in(self.request.POST.get("version", ""))
        version = who.organisation.version if known is None else known
        submission = Submission(self._key(), self.actor, asked.commands, version, asked.personal)
        outcome = handle(who.ledger, submission)
        if isinstance(outcome, Refused):
            stale = outcome.refusal.code == DoorRefusal.STALE_VERSION
            words = who.read.translate(_OTHERS) if stale else refusal_sentence(outcome.refusal, who.read)
            return self.shown(self._sending(sent, read, sure, words), 409 if stale else 422)
        messages.success(self.request, who.read.say(_DONE, count=len(asked.commands)))
        self.done(read)
        return HttpResponse(status=303, headers={"Location": self.done_address})

    def _key(self) -> str:
        key = self.request.POST.get("key", "")
        ledger = self.standing.who.ledger
        return key if is_key(key) else new_key(ledger.calendar.local_date(self.standing.now))

    def _sending(
        self, sent: Sent | None = None, read: Read | None = None, sure: str = "", refused: str = ""
    ) -> Sending:
        asked = read.asked if read else None
        seen = foreseen(self.standing, asked.commands, asked.personal) if asked else None
        if seen is not None:
            record_all(self.request, "read", seen.restricted, self.page)
        findings = read.findings if read else ()
        return Sending(
            form=self.form,
            key=self._key(),
            version=self.standing.who.organisation.version,
            name=sent.name if sent else "",
            carried=sent.carried if sent else "",
            findings=findings[:_MOST_FINDINGS],
            hidden=max(0, len(findings) - _MOST_FINDINGS),
            errors=read.errors if read else 0,
            seen=seen,
            count=len(asked.commands) if asked else 0,
            sure=sure if seen and not seen.refusal else "",
            refused=refused,
        )


def sent_of(request: HttpRequest, standing: Standing, form: Questions) -> Sent | str:
    """The file that came now or goes along since it was looked at; else why there is none."""
    say = standing.who.read.translate
    file = request.FILES.get("file")
    name = (file.name or "") if file else request.POST.get("name", "")
    if file is None and not request.POST.get("carried"):
        return say(_NO_FILE)
    if file is not None and (file.size or 0) > LARGEST:
        return say(_TOO_LARGE)
    data = file.read() if file else carried_data(request.POST["carried"])
    if data is None or not name.casefold().endswith(ENDINGS):
        return say(_WRONG_KIND)
    if not form.is_valid():
        return next(str(error) for errors in form.errors.values() for error in errors)
    given = form.cleaned_data
    return Sent(name[:200], data, given.get("on"), given["complete"], given["document"])


def workbook(data: bytes, name: str) -> HttpResponse:
    """A workbook as an answer."""
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
