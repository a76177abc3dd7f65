"""Accounts: who may sign in as whom; made, closed, opened, given a new password. All of it goes on record."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from buckstop.app.account_changes import (
    Act,
    Doer,
    Reset,
    SecondWord,
    Taken,
    Whose,
    change_account,
    confirm,
    decline,
    make_account,
    reset,
    second_word,
)
from buckstop.db.accounts.changing import ResetFacts, reset_facts, waiting_resets
from buckstop.db.accounts.models import Account
from buckstop.domain.ids import PersonId
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.text.account_refusals import account_refusal
from buckstop.web.organisation.standing import Standing, administrator
from buckstop.web.people import AccountView, Given, WaitingReset, account_views, waiting_views
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import visitor

_PAGE = 100
_MOST_PERSONS = 1000
_NO_PERSON = _("Nobody in the register is called so. Enter people on the page of their unit first, or by a workbook.")
_SEVERAL = _("Several people are called so. Choose the one meant: %(persons)s.")
_DONE = {
    Act.LOCK: _("The account of %(name)s is closed, and every session of it ended."),
    Act.UNLOCK: _("The account of %(name)s is open again."),
    Act.SESSIONS: _("Every session of %(name)s is ended."),
    Act.EMAIL: _("The e-mail address of %(name)s is changed."),
}
_TAKEN = _(
    "The second factor of %(name)s is gone, and every session ended. At the next sign-in a new one can be set up."
)
_ASKED = _("Nothing is changed yet: a second administrator has to confirm it. They find it on the page of accounts.")
_DECLINED = _("Declined. Nothing was changed on the account of %(name)s.")


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """The list.

    Args:
        persons: names to choose from for a new account; namesakes with unit and post.
        waiting: people of the register file with a login name and without an account: name and login name.
        resets: asked for by another administrator, to be confirmed or declined.
        given: passwords that are told now and never again.
        typed: what was typed for a new account, kept where it was refused.
    """

    rows: tuple[AccountView, ...]
    total: int
    words: str
    page: int
    pages: int
    persons: tuple[str, ...]
    waiting: tuple[tuple[str, str], ...]
    resets: tuple[WaitingReset, ...]
    given: tuple[Given, ...] = ()
    refused: tuple[str, ...] = ()
    typed: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account; a new password is told once.

    Args:
        guarded: a second administrator has to confirm what is taken from it.
        alone: one would have to, and there is none.
        on_server: nobody else could, and nothing is taken on the pages.
        resets: what was asked for and waits.
    """

    row: AccountView
    own: bool
    guarded: bool
    alone: bool
    on_server: bool
    resets: tuple[WaitingReset, ...]
    given: Given | None = None
    refused: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, found by name; a new one for somebody of the register."""
    standing = _administered(request)
    if request.method != "POST":
        return render(request, "accounts.html", _page(request, standing))
    if request.POST.get("do") == "waiting":
        return _given_to_waiting(request, standing)
    typed = {name: " ".join(request.POST.get(name, "").split()) for name in ("person", "login", "email")}
    found = standing.labels.find(typed["person"]) if typed["person"] else ()
    if len(found) != 1:
        read = standing.who.read
        several = read.say(_SEVERAL, persons=standing.labels.joined(found)) if found else read.translate(_NO_PERSON)
        return render(request, "accounts.html", _page(request, standing, refused=(several,), typed=typed), 422)
    made = _made(standing, found[0], typed["login"], typed["email"])
    if isinstance(made, Given):
        return render(request, "accounts.html", _page(request, standing, given=(made,)))
    return render(request, "accounts.html", _page(request, standing, refused=made, typed=typed), 422)


def _administered(request: HttpRequest) -> Standing:
    who = visitor(request)
    if administrator(who) is None:
        raise Http404
    return Standing(who)


def _doer(standing: Standing) -> Doer:
    who = standing.who
    return Doer(who.person, who.acting[0].post if who.acting else "")


def _made(standing: Standing, person: PersonId, login: str, email: str) -> Given | tuple[str, ...]:
    """A new account with a first password; else why there is none, in whole sentences."""
    who, name = standing.who, standing.name(person)
    made = make_account(
        who.ledger, _doer(standing), person, name=name, login=login, email=email, language=who.read.language
    )
    if isinstance(made, str):
        return Given(login, name, made)
    return tuple(account_refusal(refusal, who.read) for refusal in made)


def _page(
    request: HttpRequest,
    standing: Standing,
    *,
    given: tuple[Given, ...] = (),
    refused: tuple[str, ...] = (),
    typed: dict[str, str] | None = None,
) -> AccountsPage:
    words = request.GET.get("q", "").strip()[:100]
    found = Account.objects.order_by("username")
    if words:
        found = found.filter(Q(username__icontains=words) | Q(display_name__icontains=words) | Q(person=words))
    total = found.count()
    pages = max(1, -(-total // _PAGE))
    asked = request.GET.get("page", "")
    page = min(pages, max(1, int(asked))) if asked.isascii() and asked.isdecimal() and len(asked) < len("10000") else 1
    waiting = _waiting(request, standing)
    return AccountsPage(
        rows=account_views(standing, found[(page - 1) * _PAGE : page * _PAGE]),
        total=total,
        words=words,
        page=page,
        pages=pages,
        persons=_without_account(standing),
        waiting=tuple((standing.labels.of(person), login) for person, (login, _email) in waiting.items()),
        resets=waiting_views(standing, waiting_resets()),
        given=given,
        refused=refused,
        typed=typed,
    )


def _without_account(standing: Standing) -> tuple[str, ...]:
    """Names of people in office who cannot sign in yet."""
    known = set(Account.objects.values_list("person", flat=True))
    persons = [one for one in standing.held if one not in known][:_MOST_PERSONS]
    return tuple(sorted({standing.labels.of(one) for one in persons if standing.names.of(one)}))


def _waiting(request: HttpRequest, standing: Standing) -> dict[PersonId, tuple[str, str]]:
    """People of the last register file with a login name who have no account still."""
    known = set(Account.objects.values_list("person", flat=True))
    asked = request.session.get("accounts_waiting") or {}
    return {
        PersonId(person): (login, email)
        for person, (login, email) in asked.items()
        if person in standing.who.organisation.persons and person not in known
    }


def _given_to_waiting(request: HttpRequest, standing: Standing) -> HttpResponse:
    given, refused = list[Given](), list[str]()
    for person, (login, email) in _waiting(request, standing).items():
        made = _made(standing, person, login, email)
        if isinstance(made, Given):
            given.append(made)
        else:
            refused += made
    return render(request, "accounts.html", _page(request, standing, given=tuple(given), refused=tuple(refused)))


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, account: int) -> HttpResponse:
    """One account, and what an administrator may do with it."""
    standing = _administered(request)
    found = Account.objects.filter(pk=account).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "account.html", _account_page(standing, found))
    do = request.POST.get("do", "")
    if do in Taken.__members__.values():
        return _asked(request, standing, found, Taken(do))
    if do in {"confirm", "decline"}:
        return _decided(request, standing, found, do)
    if do not in Act.__members__.values():
        raise Http404
    act = Act(do)
    email = request.POST.get("email", "").strip()
    refusal = change_account(_doer(standing), Whose(found.pk, PersonId(found.person)), act, email)
    if refusal is not None:
        return _refused(request, standing, found, refusal)
    return _said(request, found, standing.who.read.say(_DONE[act], name=found.display_name))


def _asked(request: HttpRequest, standing: Standing, found: Account, what: Taken) -> HttpResponse:
    """Take a password or a second factor, or ask a second administrator to."""
    doer = _doer(standing)
    done = reset(standing.who.ledger, standing.who.person, doer.post, Whose(found.pk, PersonId(found.person)), what)
    return _came_of(request, standing, found, done)


def _decided(request: HttpRequest, standing: Standing, found: Account, do: str) -> HttpResponse:
    """Confirm or decline what another administrator asked for."""
    asked, who, post = _named(request, found), standing.who, _doer(standing).post
    if do == "confirm":
        return _came_of(request, standing, found, confirm(who.ledger, who.person, post, asked))
    refusal = decline(who.ledger, who.person, post, asked)
    if refusal is not None:
        return _refused(request, standing, found, refusal)
    return _said(request, found, who.read.say(_DECLINED, name=found.display_name))


def _named(request: HttpRequest, found: Account) -> ResetFacts:
    number = request.POST.get("reset", "")
    asked = (
        reset_facts(int(number)) if number.isascii() and number.isdecimal() and len(number) < len("1" * 19) else None
    )
    if asked is None or asked.account != found.pk:
        raise Http404
    return asked


def _came_of(request: HttpRequest, standing: Standing, found: Account, done: Reset | Refusal) -> HttpResponse:
    if isinstance(done, Refusal):
        return _refused(request, standing, found, done)
    if done.password:
        found.refresh_from_db()
        given = Given(found.username, found.display_name or standing.name(PersonId(found.person)), done.password)
        return render(request, "account.html", _account_page(standing, found, given=given))
    read = standing.who.read
    return _said(
        request,
        found,
        read.translate(_ASKED) if done.waits else read.say(_TAKEN, name=found.display_name),
    )


def _refused(request: HttpRequest, standing: Standing, found: Account, refusal: Refusal) -> HttpResponse:
    words = account_refusal(refusal, standing.who.read)
    return render(request, "account.html", _account_page(standing, found, refused=words), 422)


def _said(request: HttpRequest, found: Account, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponse(status=303, headers={"Location": url("account", found.pk)})


def _account_page(standing: Standing, found: Account, *, given: Given | None = None, refused: str = "") -> AccountPage:
    who, person = standing.who, PersonId(found.person)
    (row,) = account_views(standing, [found])
    own, word = found.pk == who.account.pk, second_word(who.ledger, who.person, person)
    return AccountPage(
        row=row,
        own=own,
        guarded=word is SecondWord.NEEDED,
        alone=word is SecondWord.MISSING and not own,
        on_server=word is SecondWord.ON_SERVER and not own,
        resets=waiting_views(standing, waiting_resets(found.pk)),
        given=given,
        refused=refused,
    )
