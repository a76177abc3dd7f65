"""The organisation as a workbook: taken along, filled in, checked cell by cell, shown as changes, carried out."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buckstop.app.registers import export
from buckstop.db.accounts.models import Account
from buckstop.domain.ids import PersonId
from buckstop.domain.matter.words import Actor
from buckstop.i18n import gettext_noop as _
from buckstop.intake.registers.writing import template
from buckstop.text.register_findings import marked_up
from buckstop.web.organisation.questions import Kind, Place, Question, Questions
from buckstop.web.organisation.sending import Desk, Sending, sent_of, workbook
from buckstop.web.organisation.standing import Standing, administrator
from buckstop.web.organisation.workbook import Read, read_sent
from buckstop.web.reads import record
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import visitor

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
_SAME = _("The organisation is like the register already. Nothing was written.")
_ACCOUNTS = _(
    "People of the register with a login name and without an account: %(count)s. Make their accounts on this page."
)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A register workbook on its way in."""

    sending: Sending


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Check a file, show what it changes, and change it once that was seen."""
    standing, actor = _administered(request)
    desk = Desk(
        request,
        standing,
        actor,
        Questions(_QUESTIONS, _place(standing), request.POST if request.method == "POST" else None),
        reads=lambda sent: read_sent(standing, sent),
        shown=lambda sending, status: _shown(request, sending, status),
        same=_SAME,
        same_address=url("register"),
        done_address=url("organisation"),
        page="register",
        done=lambda read: _tell_accounts(request, standing, read),
    )
    return desk.answer()


def _shown(request: HttpRequest, sending: Sending, status: int) -> HttpResponse:
    return render(request, "register.html", RegisterPage(sending), status)


def _administered(request: HttpRequest) -> tuple[Standing, Actor]:
    who = visitor(request)
    actor = administrator(who)
    if actor is None:
        raise Http404
    return Standing(who), actor


def _place(standing: Standing) -> Place:
    return Place(standing, standing.who.organisation.root)


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
    return workbook(template(standing.who.read.language), "register-template.xlsx")


@require_safe
def register_export(request: HttpRequest) -> HttpResponse:
    """The organisation as it stands, names opened; taking it along goes on record."""
    standing, _actor = _administered(request)
    who = standing.who
    found = Account.objects.values_list("person", "username", "email")
    logins = {PersonId(person): (login, email) for person, login, email in found}
    record(request, "export", "register", "register_taken", people=len(who.organisation.persons))
    return workbook(export(who.ledger, who.read.language, logins), "register.xlsx")


@require_POST
def register_marked(request: HttpRequest) -> HttpResponse:
    """The file that was sent, every faulty cell coloured and noted."""
    standing, _actor = _administered(request)
    form = Questions(_QUESTIONS, _place(standing), request.POST)
    sent = sent_of(request, standing, form)
    if isinstance(sent, str):
        return register(request)  # which says why it is none
    read = read_sent(standing, sent)
    found = marked_up(sent.data, sent.name, read.issues, standing.who.read.translate)
    return workbook(found, "register-checked.xlsx")
