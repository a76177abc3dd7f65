"""Accounts: who may sign in as whom; made, closed, opened, given a new password. All of it goes on record."""

import re
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from buckstop.app.accounts import first_password
from buckstop.db.accounts.keeping import end_sessions
from buckstop.db.accounts.models import Account
from buckstop.domain.ids import PersonId
from buckstop.i18n import gettext_noop as _
from buckstop.web.organisation.standing import Standing, administrator
from buckstop.web.people import AccountView, Given, account_views, give_account
from buckstop.web.reads import record
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import visitor

_PAGE = 100
_MOST_PERSONS = 1000
_LOGIN = re.compile(r"[\w.@+-]{1,64}")
_NO_LOGIN = _("A login name has 1 to 64 letters, digits or the signs . @ + - _, without blanks.")
_NO_PERSON = _("Nobody in the register is called so. Enter people on the page of their unit first, or by a workbook.")
_SEVERAL = _("Several people are called so. Write the id of the one meant: %(persons)s.")
_NO_EMAIL = _("This is no e-mail address. Write it like name@example.org, or leave it empty.")
_OWN = _("Nobody closes their own account: ask another administrator.")
_DONE = {
    "lock": _("The account of %(name)s is closed, and every session of it ended."),
    "unlock": _("The account of %(name)s is open again."),
    "sessions": _("Every session of %(name)s is ended."),
    "second": _(
        "The second factor of %(name)s is gone, and every session ended. At the next sign-in a new one can be set up."
    ),
    "email": _("The e-mail address of %(name)s is changed."),
}


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """The list.

    Args:
        persons: names to choose from for a new account.
        waiting: people of the register file with a login name and without an account: name and login name.
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
    given: tuple[Given, ...] = ()
    refused: tuple[str, ...] = ()
    typed: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account; a new password is told once."""

    row: AccountView
    own: bool
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
    person = _person(standing, typed["person"])
    refused: list[str] = [person] if isinstance(person, _Refused) else []
    refused += _unfit(standing, typed["login"], typed["email"])
    if refused or isinstance(person, _Refused):
        return render(request, "accounts.html", _page(request, standing, refused=tuple(refused), typed=typed), 422)
    given = give_account(standing, person, typed["login"], typed["email"])
    if isinstance(given, str):
        return render(request, "accounts.html", _page(request, standing, refused=(given,), typed=typed), 409)
    record(request, "account", person, "created")
    return render(request, "accounts.html", _page(request, standing, given=(given,)))


class _Refused(str):
    """Why no person was found, in a whole sentence."""

    __slots__ = ()


def _administered(request: HttpRequest) -> Standing:
    who = visitor(request)
    if administrator(who) is None:
        raise Http404
    return Standing(who)


def _person(standing: Standing, words: str) -> PersonId | _Refused:
    persons, read = standing.who.organisation.persons, standing.who.read
    if words in persons:
        return PersonId(words)
    found = [one for one in persons if standing.names.of(one) == words] if words else []
    if len(found) == 1:
        return found[0]
    return _Refused(read.say(_SEVERAL, persons=read.joined(found)) if found else read.translate(_NO_PERSON))


def _unfit(standing: Standing, login: str, email: str) -> list[str]:
    wrong = [] if _LOGIN.fullmatch(login) else [standing.who.read.translate(_NO_LOGIN)]
    try:
        if email:
            validate_email(email)
    except ValidationError:
        wrong.append(standing.who.read.translate(_NO_EMAIL))
    return wrong


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
        waiting=tuple((standing.name(person), login) for person, (login, _email) in waiting.items()),
        given=given,
        refused=refused,
        typed=typed,
    )


def _without_account(standing: Standing) -> tuple[str, ...]:
    """Names of people in office who cannot sign in yet."""
    known = set(Account.objects.values_list("person", flat=True))
    persons = [one for one in standing.held if one not in known][:_MOST_PERSONS]
    return tuple(sorted({name for one in persons if (name := standing.names.of(one))}))


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
    given, refused = [], []
    for person, (login, email) in _waiting(request, standing).items():
        made = _unfit(standing, login, email) or give_account(standing, person, login, email)
        if isinstance(made, Given):
            record(request, "account", person, "created")
            given.append(made)
        else:
            refused += made if isinstance(made, list) else [made]
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
    do, own = request.POST.get("do", ""), found.pk == standing.who.account.pk
    if own and do in {"lock", "second"}:
        return render(request, "account.html", _account_page(standing, found, refused=_OWN), 422)
    if do == "password":
        given = _new_password(standing, found)
        record(request, "account", found.person, "password")
        return render(request, "account.html", _account_page(standing, found, given=given))
    refused = _changed(request, found, do)
    if refused:
        return render(request, "account.html", _account_page(standing, found, refused=refused), 422)
    record(request, "account", found.person, do)
    messages.success(request, standing.who.read.say(_DONE[do], name=found.display_name))
    return HttpResponse(status=303, headers={"Location": url("account", found.pk)})


def _new_password(standing: Standing, found: Account) -> Given:
    """A first password again; whoever is signed in with the former one is signed out."""
    password = first_password()
    found.set_password(password)
    found.must_change = True
    found.save(update_fields=["password", "must_change"])
    end_sessions(found.pk)
    return Given(found.username, found.display_name or standing.name(PersonId(found.person)), password)


def _changed(request: HttpRequest, found: Account, do: str) -> str:
    """Carry one change out; why not, where it cannot be."""
    match do:
        case "lock" | "unlock":
            found.is_active = do == "unlock"
            found.save(update_fields=["is_active"])
        case "second":
            Authenticator.objects.filter(user_id=found.pk).delete()
        case "email":
            email = request.POST.get("email", "").strip()
            try:
                if email:
                    validate_email(email)
            except ValidationError:
                return _NO_EMAIL
            found.email = email
            found.save(update_fields=["email"])
        case "sessions":
            pass
        case _:
            raise Http404
    if do in {"lock", "second", "sessions"}:
        end_sessions(found.pk)
    return ""


def _account_page(standing: Standing, found: Account, *, given: Given | None = None, refused: str = "") -> AccountPage:
    (row,) = account_views(standing, [found])
    said = standing.who.read.translate(refused) if refused else ""
    return AccountPage(row, own=found.pk == standing.who.account.pk, given=given, refused=said)
