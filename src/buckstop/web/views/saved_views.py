"""Lists kept under names: kept, renamed, deleted, brought back. Nobody sees those of others."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_POST

from buckstop.db.accounts.models import Account, SavedView
from buckstop.i18n import gettext_noop as _
from buckstop.web.boards.saved import DELETED, EVERY, PAGE, without_place
from buckstop.web.languages import translate
from buckstop.web.templating import url
from buckstop.web.visitors import visitor

_LONGEST_NAME, _LONGEST_QUERY, _MOST = 80, 2000, 100
_NAME_MISSING = _("Give the list a name of at most 80 characters.")
_TOO_LONG = _("This list asks for too much to be kept. Leave out some of its filters.")
_TOO_MANY = _("You keep 100 lists already. Delete one you no longer need.")
_TAKEN = _("Another list of yours is called “%(name)s” already. Choose another name.")
_KEPT = _("Kept as “%(name)s”.")
_CHANGED = _("“%(name)s” now shows this list.")
_RENAMED = _("It is called “%(name)s” now.")
_DELETED = _("“%(name)s” was deleted; beside the lists you keep you can bring it back.")
_FIRST = _("Matters opens with “%(name)s” from now on.")
_NOT_FIRST = _("Matters opens with all matters again.")
_BACK = _("“%(name)s” is back.")


@require_POST
def view_keep(request: HttpRequest) -> HttpResponse:
    """Keep a list under a name; under a name of one's own that is taken it stands for the new list."""
    account = visitor(request).account
    name, query = _name(request), without_place(QueryDict(request.POST.get("query", "")))
    own = SavedView.objects.filter(account=account, page=PAGE)
    if not name:
        return _told(request, query, _NAME_MISSING, bad=True)
    if len(query) > _LONGEST_QUERY:
        return _told(request, query, _TOO_LONG, bad=True)
    known = own.filter(name=name).first()
    if known is None and own.count() >= _MOST:
        return _told(request, query, _TOO_MANY, bad=True)
    SavedView.objects.update_or_create(account=account, page=PAGE, name=name, defaults={"query": query})
    return _told(request, query, _CHANGED if known else _KEPT, name=name)


@require_POST
def view_rename(request: HttpRequest, view: int) -> HttpResponse:
    """Give a list another name."""
    found, name = _own(request, view), _name(request)
    if not name:
        return _told(request, found.query, _NAME_MISSING, bad=True)
    found.name = name
    try:
        found.save(update_fields=["name"])
    except IntegrityError:
        return _told(request, found.query, _TAKEN, bad=True, name=name)
    return _told(request, found.query, _RENAMED, name=name)


@require_POST
def view_first(request: HttpRequest, view: int) -> HttpResponse:
    """Let Matters open with a list from now on, or with all matters again."""
    found = _own(request, view)
    wanted = request.POST.get("do") != "no"
    with transaction.atomic():
        _one_at_a_time(found.account_id)
        SavedView.objects.filter(account=found.account, page=PAGE, first=True).update(first=False)
        if wanted:
            SavedView.objects.filter(pk=found.pk).update(first=True)
    return _told(request, found.query, _FIRST if wanted else _NOT_FIRST, name=found.name)


@require_POST
def view_delete(request: HttpRequest, view: int) -> HttpResponse:
    """Delete a list; the session remembers it, so that it can be brought back."""
    found = _own(request, view)
    request.session[DELETED] = {"name": found.name, "query": found.query, "first": found.first}
    found.delete()
    return _told(request, found.query, _DELETED, name=found.name)


@require_POST
def view_restore(request: HttpRequest) -> HttpResponse:
    """Bring back the list that was deleted last."""
    gone = request.session.pop(DELETED, None)
    if not gone:
        raise Http404
    account = visitor(request).account
    own = SavedView.objects.filter(account=account, page=PAGE)
    with transaction.atomic():
        _one_at_a_time(account.pk)
        first = bool(gone.get("first")) and not own.filter(first=True).exists()
        own.get_or_create(
            account=account, page=PAGE, name=gone["name"], defaults={"query": gone["query"], "first": first}
        )
    return _told(request, gone["query"], _BACK, name=gone["name"])


def _one_at_a_time(account: int) -> None:
    """Wait, until this transaction ends, for whatever else says which list of an account comes first.

    Why: of two tabs that say so in the same moment the later one is to win, not to fail at the rule that one is first.
    """
    Account.objects.select_for_update(no_key=True).values_list("pk").get(pk=account)


def _own(request: HttpRequest, view: int) -> SavedView:
    found = SavedView.objects.filter(pk=view, account=visitor(request).account).first()
    if found is None:
        raise Http404
    return found


def _name(request: HttpRequest) -> str:
    name = " ".join(request.POST.get("name", "").split())
    return name if len(name) <= _LONGEST_NAME else ""


def _told(request: HttpRequest, query: str, message: str, *, bad: bool = False, name: str = "") -> HttpResponse:
    """Back to the list, with a word about what happened."""
    (messages.error if bad else messages.success)(request, translate(message) % {"name": name})
    return HttpResponse(status=303, headers={"Location": f"{url('matters')}?{query or EVERY}"})
