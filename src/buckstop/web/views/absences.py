"""Who is away: said by whoever goes, by their leader, the office or who administers; ended the same way."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from buckstop.app.answers import DoorRefusal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.domain.ids import PostId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_commands import EndAbsence, RegisterAbsence
from buckstop.domain.posts import Post
from buckstop.i18n import gettext_noop as _
from buckstop.text.refusals import refusal_sentence
from buckstop.web.new_ids import is_key, new_key
from buckstop.web.numbers import number_in
from buckstop.web.organisation.absences import QUESTIONS, absences_page, place_of, speaker_for
from buckstop.web.organisation.questions import Questions
from buckstop.web.organisation.standing import Standing
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import visitor

_AWAY = _("%(post)s: away from %(from)s. What is done for it meanwhile is recorded as done by the deputy.")
_AWAY_UNTIL = _(
    "%(post)s: away from %(from)s until %(until)s. What is done for it meanwhile is recorded as done by the deputy."
)
_BACK = _("%(post)s: back. Its holder acts again.")
_CALLED_OFF = _("%(post)s: the planned absence is called off.")
_NOW = _("now")
_LONGEST = 200
_OTHERS = _(
    "Somebody changed the organisation since you looked. It is shown as it stands now: look, then send it again."
)


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """One's own posts, those of the units one leads, the one that the address names; everybody's for some."""
    standing = Standing(visitor(request))
    asked = request.POST.get("post") or request.GET.get("post", "")
    post = standing.who.organisation.post(PostId(asked))
    actor = speaker_for(standing, post) if post else None
    if asked and (post is None or actor is None or post.abolished_at is not None):
        raise Http404
    if request.method == "POST" and post is not None and actor is not None:
        return _done(request, standing, post, actor)
    words = " ".join(request.GET.get("q", "").split())[:_LONGEST]
    return render(request, "absences.html", absences_page(standing, post, _new_key(standing), words))


def _new_key(standing: Standing) -> str:
    return new_key(standing.who.ledger.calendar.local_date(standing.now))


def _done(request: HttpRequest, standing: Standing, post: Post, actor: Actor) -> HttpResponse:
    read, ledger = standing.who.read, standing.who.ledger
    form = Questions(QUESTIONS, place_of(standing, post), request.POST)
    if not form.is_valid():
        wrong = next(str(error) for errors in form.errors.values() for error in errors)
        return _again(request, standing, post, wrong, 422)
    given = form.cleaned_data
    ends, away = request.POST.get("do") == "end", standing.post(post).away
    command = (
        EndAbsence(post.id)
        if ends
        else RegisterAbsence(post.id, PostId(given["deputy"]) or None, given["from"], given["until"])
    )
    key, version = request.POST.get("key", ""), number_in(request.POST.get("version", ""))
    submission = Submission(
        key if is_key(key) else _new_key(standing),
        actor,
        command,
        standing.who.organisation.version if version is None else version,
    )
    outcome = handle(ledger, submission)
    if isinstance(outcome, Refused):
        stale = outcome.refusal.code == DoorRefusal.STALE_VERSION
        words = read.translate(_OTHERS) if stale else refusal_sentence(outcome.refusal, read)
        return _again(request, standing, post, words, 409 if stale else 422)
    if ends:
        message = _BACK if away else _CALLED_OFF
        messages.success(request, read.say(message, post=post.title))
    else:
        begin = read.beginning(given["from"]) if given["from"] else read.translate(_NOW)
        until = read.instant(given["until"]) if given["until"] else ""
        message = _AWAY_UNTIL if until else _AWAY
        messages.success(request, read.say(message, post=post.title, until=until, **{"from": begin}))
    return HttpResponse(status=303, headers={"Location": url("absences", post=post.id)})


def _again(request: HttpRequest, standing: Standing, post: Post, refused: str, status: int) -> HttpResponse:
    """The page with everything typed kept, and what stands in the way beside the post it is about."""
    typed = {name: request.POST.get(name, "") for name in ("from", "until", "deputy")}
    page = absences_page(standing, post, _new_key(standing))
    return render(request, "absences.html", replace(page, refused=refused, refused_post=post.id, typed=typed), status)
