"""The organisation as a workbook: taken along, filled in, checked cell by cell, shown as changes, carried out."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buckstop.app.answers import DoorRefusal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.registers import export
from buckstop.db.accounts.models import Account
from buckstop.domain.ids import PersonId
from buckstop.domain.matter.words import Actor
from buckstop.i18n import gettext_noop as _
from buckstop.intake.registers.writing import template
from buckstop.text.refusals import refusal_sentence
from buckstop.text.register_findings import marked_up
from buckstop.web.new_ids import is_key, new_key
from buckstop.web.organisation.foresight import Foresight, foreseen
from buckstop.web.organisation.questions import Kind, Place, Question, Questions
from buckstop.web.organisation.standing import Standing, administrator
from buckstop.web.organisation.workbook import ENDINGS, LARGEST, Finding, Read, Sent, carried_data, read_sent
from buckstop.web.reads import record, record_all
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import visitor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_FINDINGS = 500
_QUESTIONS = (
    Question(
        "on",
        _("From which day"),
        Kind.FROM_DAY,
        _("On it units are renamed, moved and ended and people appointed. Empty: at once."),
        required=False,
    ),
    Question(
        "complete",
        _("The file is complete: posts, people, duties and lines that it leaves out end"),
        Kind.TICK,
        required=False,
    ),
    Question(
        "document",
        _("Document that approves what leaves duty lists"),
        Kind.TEXT,
        _("Needed only where a complete file leaves duties out."),
        required=False,
    ),
)
_NO_FILE = _("Choose a file first.")
_TOO_LARGE = _(
    "The file has more than 2 MB. A register of a county is far smaller: leave pictures and other sheets out."
)
_WRONG_KIND = _("Take a workbook (.xlsx, .xls, .xlsb, .ods) or one CSV file.")
_SAME = _("The organisation is like the register already. Nothing was written.")
_DONE = _("Carried out. Changes: %(count)s.")
_ACCOUNTS = _(
    "People of the register with a login name and without an account: %(count)s. Make their accounts on this page."
)
_OTHERS = _("Somebody changed the organisation since you looked. Look at what your change would do now, then do it.")


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A register workbook on its way in: what is wrong with it cell by cell, else what it would change.

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


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Check a file, show what it changes, and change it once that was seen."""
    standing, actor = _administered(request)
    if request.method != "POST":
        return render(request, "register.html", _page(request, standing, _form(standing)))
    form = Questions(_QUESTIONS, _place(standing), request.POST)
    sent = _sent(request, standing, form)
    if isinstance(sent, str):
        return render(request, "register.html", _page(request, standing, form, refused=sent), 422)
    read = read_sent(standing, sent)
    if read.asked is None:
        return render(request, "register.html", _page(request, standing, form, sent=sent, read=read), 422)
    if not read.asked.commands:
        messages.info(request, standing.who.read.translate(_SAME))
        _tell_accounts(request, standing, read)
        return HttpResponse(status=303, headers={"Location": url("register")})
    sure = standing.who.ledger.digest(read.asked.commands, *read.asked.personal).hex()
    if request.POST.get("sure") != sure:
        return render(request, "register.html", _page(request, standing, form, sent=sent, read=read, sure=sure))
    return _carried_out(request, standing, actor, form, sent, read, sure)


def _administered(request: HttpRequest) -> tuple[Standing, Actor]:
    who = visitor(request)
    actor = administrator(who)
    if actor is None:
        raise Http404
    return Standing(who), actor


def _place(standing: Standing) -> Place:
    return Place(standing, standing.who.organisation.root)


def _form(standing: Standing) -> Questions:
    return Questions(_QUESTIONS, _place(standing))


def _sent(request: HttpRequest, standing: Standing, form: Questions) -> Sent | str:
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
    return Sent(name[:200], data, given["on"], given["complete"], given["document"])


def _page(
    request: HttpRequest,
    standing: Standing,
    form: Questions,
    *,
    sent: Sent | None = None,
    read: Read | None = None,
    sure: str = "",
    refused: str = "",
) -> RegisterPage:
    asked = read.asked if read else None
    seen = foreseen(standing, asked.commands, asked.personal) if asked else None
    if seen is not None:
        record_all(request, "read", seen.restricted, "register")
    key = request.POST.get("key", "")
    findings = read.findings if read else ()
    return RegisterPage(
        form=form,
        key=key if is_key(key) else new_key(standing.who.ledger.calendar.local_date(standing.now)),
        version=standing.who.organisation.version,
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


def _carried_out(
    request: HttpRequest, standing: Standing, actor: Actor, form: Questions, sent: Sent, read: Read, sure: str
) -> HttpResponse:
    who, asked = standing.who, read.asked
    assert asked is not None, "only what can be carried out comes here"
    key, version = request.POST.get("key", ""), request.POST.get("version", "")
    submission = Submission(
        key if is_key(key) else new_key(who.ledger.calendar.local_date(standing.now)),
        actor,
        asked.commands,
        int(version) if version.isascii() and version.isdecimal() else who.organisation.version,
        asked.personal,
    )
    outcome = handle(who.ledger, submission)
    if isinstance(outcome, Refused):
        stale = outcome.refusal.code == DoorRefusal.STALE_VERSION
        words = who.read.translate(_OTHERS) if stale else refusal_sentence(outcome.refusal, who.read)
        page = _page(request, standing, form, sent=sent, read=read, sure=sure, refused=words)
        return render(request, "register.html", page, 409 if stale else 422)
    messages.success(request, who.read.say(_DONE, count=len(asked.commands)))
    _tell_accounts(request, standing, read)
    return HttpResponse(status=303, headers={"Location": url("organisation")})


def _tell_accounts(request: HttpRequest, standing: Standing, read: Read) -> None:
    """People whom the file gives a login name and who have no account: the next page offers them."""
    known = set(Account.objects.values_list("person", flat=True))
    waiting = {one.id: [one.login, one.email] for one in read.people if one.login and one.id not in known}
    request.session["accounts_waiting"] = waiting
    if waiting:
        messages.info(request, standing.who.read.say(_ACCOUNTS, count=len(waiting)))


@require_safe
def register_template(request: HttpRequest) -> HttpResponse:
    """The empty workbook, with notes, lists to choose from and examples."""
    standing, _actor = _administered(request)
    return _workbook(template(standing.who.read.language), "register-template.xlsx")


@require_safe
def register_export(request: HttpRequest) -> HttpResponse:
    """The organisation as it stands, names opened; taking it along goes on record."""
    standing, _actor = _administered(request)
    who = standing.who
    found = Account.objects.values_list("person", "username", "email")
    logins = {PersonId(person): (login, email) for person, login, email in found}
    record(request, "export", "register", "register_taken", people=len(who.organisation.persons))
    return _workbook(export(who.ledger, who.read.language, logins), "register.xlsx")


@require_POST
def register_marked(request: HttpRequest) -> HttpResponse:
    """The file that was sent, every faulty cell coloured and noted."""
    standing, _actor = _administered(request)
    form = Questions(_QUESTIONS, _place(standing), request.POST)
    sent = _sent(request, standing, form)
    if isinstance(sent, str):
        return render(request, "register.html", _page(request, standing, form, refused=sent), 422)
    read = read_sent(standing, sent)
    found = marked_up(sent.data, sent.name, read.issues, standing.who.read.translate)
    return _workbook(found, "register-checked.xlsx")


def _workbook(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
