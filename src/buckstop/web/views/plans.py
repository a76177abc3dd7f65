"""Planned changes of the organisation: what comes when, and calling one off."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from buckstop.app.answers import DoorRefusal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.domain.ids import ChangeId
from buckstop.domain.organisation_commands import CancelChange
from buckstop.i18n import gettext_noop as _
from buckstop.text.organisation_changes import change_sentence
from buckstop.text.refusals import refusal_sentence
from buckstop.web.new_ids import is_key, new_key
from buckstop.web.numbers import number_in
from buckstop.web.organisation.standing import Standing, administrator
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor

_CALLED_OFF = _("Called off: %(change)s")
_OTHERS = _(
    "Somebody changed the organisation since you looked. It is shown as it stands now: look, then send it again."
)


@dataclass(frozen=True, slots=True)
class PlanView:
    """A change to come."""

    id: ChangeId
    day: str
    words: str


@dataclass(frozen=True, slots=True)
class PlansPage:
    """Changes that are planned for a later day, each with the button that calls it off.

    Args:
        refused: why a plan was not called off; reason: what was typed for it.
    """

    plans: tuple[PlanView, ...]
    changes: bool
    version: int
    key: str
    refused: str = ""
    refused_plan: str = ""
    reason: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest) -> HttpResponse:
    """All planned changes; an administrator may call them off, with a reason."""
    who = visitor(request)
    if request.method != "POST":
        return render(request, "plans.html", _page(who))
    actor = administrator(who, CancelChange)
    if actor is None:
        raise Http404
    change, reason = ChangeId(request.POST.get("plan", "")), request.POST.get("reason", "")[:400]
    planned = next((one for one in who.organisation.plan if one.change == change), None)
    if planned is None:
        raise Http404
    key, version = request.POST.get("key", ""), number_in(request.POST.get("version", ""))
    submission = Submission(
        key if is_key(key) else _key(who),
        actor,
        CancelChange(change, reason),
        who.organisation.version if version is None else version,
    )
    outcome = handle(who.ledger, submission)
    if isinstance(outcome, Refused):
        stale = outcome.refusal.code == DoorRefusal.STALE_VERSION
        words = who.read.translate(_OTHERS) if stale else refusal_sentence(outcome.refusal, who.read)
        return render(request, "plans.html", _page(who, words, change, reason), 409 if stale else 422)
    messages.success(request, who.read.say(_CALLED_OFF, change=change_sentence(planned.what, who.read, {})))
    return HttpResponse(status=303, headers={"Location": url("plans")})


def _page(who: Visitor, refused: str = "", plan: str = "", reason: str = "") -> PlansPage:
    standing = Standing(who)
    return PlansPage(
        plans=tuple(
            PlanView(one.change, standing.day(one.effective_at), change_sentence(one.what, who.read, {}))
            for one in who.organisation.plan
        ),
        changes=administrator(who, CancelChange) is not None,
        version=who.organisation.version,
        key=_key(who),
        refused=refused,
        refused_plan=plan,
        reason=reason,
    )


def _key(who: Visitor) -> str:
    return new_key(who.ledger.calendar.local_date(who.ledger.now()))
