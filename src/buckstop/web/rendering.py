"""From a page's values to its answer: the template, the frame around it, and nothing that a template would have to know."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from buckstop.db.accounts.models import Account
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.i18n import gettext_noop as _
from buckstop.text.catalogue import LANGUAGES
from buckstop.web import waiting
from buckstop.web.languages import code_of
from buckstop.web.uploads import FileLimits, file_limits


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation: a page by name, its words, its sign in the icon sheet."""

    page: str
    words: str
    icon: str


NAVIGATION = (
    Link("today", _("Today"), "today"),
    Link("matters", _("Matters"), "matters"),
    Link("directives", _("Directives"), "directive"),
    Link("board", _("Boards"), "board"),
    Link("organisation", _("Units"), "tree"),
    Link("search", _("Search"), "search"),
)
"""Pages everybody sees; what a page holds depends on who asks."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something the person is told about what they did.

    Args:
        level: `success`, `info` or `error`.
        address, link: where it leads, and the words of the way there; empty where it leads nowhere.
    """

    level: str
    words: str
    address: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page.

    Args:
        page: name of the page shown, to mark it in the navigation.
        deputising: titles of posts the person acts for instead of somebody absent.
        waiting: how many things wait for the person, None where that is not known just now.
        opens: the person may open matters.
        taken: when the page was made, in words, for the head of a sheet; empty for who is not signed in.
    """

    language: str
    html_language: str
    languages: tuple[tuple[str, str], ...]
    theme: str
    page: str
    path: str
    person: str
    posts: tuple[str, ...]
    deputising: tuple[str, ...]
    navigation: tuple[Link, ...]
    waiting: int | None
    opens: bool
    taken: str
    demo: bool
    csrf: str
    files: FileLimits | None
    messages: tuple[Told, ...]


_APART = "\t"


def linked(address: str, words: str) -> str:
    """What goes along with a message that leads somewhere, as its extra tags."""
    return f"{address}{_APART}{words}"


def _told(message: Message) -> Told:
    address, _apart, words = (message.extra_tags or "").partition(_APART)
    return Told(message.level_tag, str(message.message), address, words)


_HTML = {"en": "en", "zh_Hans": "zh-Hans"}


def frame(request: HttpRequest) -> dict[str, object]:
    """For every template the frame by that name, and where one may sign in besides here: id and name of each."""
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS  # type: ignore[misc] # web/settings.py; stubs read those of accounts
    listed = providers["openid_connect"]["APPS"]
    return {"frame": _frame(request), "providers": tuple((one["provider_id"], one["name"]) for one in listed)}


def _frame(request: HttpRequest) -> Frame:
    language = code_of(get_language())
    visitor = getattr(request, "visitor", None)
    user = getattr(request, "user", None)  # not there yet where an early door refused the request
    account = user if isinstance(user, Account) else None
    match = request.resolver_match
    posts = visitor.acting if visitor else ()
    return Frame(
        language=language,
        html_language=_HTML[language],
        languages=tuple(LANGUAGES.items()),
        theme=account.theme if account else request.COOKIES.get("buckstop_theme", ""),
        page=match.view_name if match and match.view_name else "",
        path=request.get_full_path(),
        person=account.display_name if account else "",
        posts=tuple(
            f"{visitor.read.unit(visitor.unit_of(one))} {visitor.read.post(one.post)}" for one in posts if visitor
        ),
        deputising=tuple(visitor.read.post(post) for post in visitor.deputising) if visitor else (),
        navigation=NAVIGATION if account and not account.must_change else (),
        waiting=waiting.known(request, visitor) if visitor else None,
        opens=bool(visitor and visitor.units_for(OpenMatter)),
        taken=visitor.read.instant(visitor.ledger.now()) if visitor else "",
        demo=bool(account and account.demo),
        csrf=get_token(request),
        files=file_limits(visitor.ledger) if visitor else None,
        messages=tuple(_told(one) for one in get_messages(request)) if hasattr(request, "_messages") else (),
    )


def render(request: HttpRequest, template: str, page: object, status: int = 200) -> HttpResponse:
    """The answer: a page's template with its values as `page`, in the frame.

    Args:
        template: path below `templates`.
        page: a frozen dataclass of plain values.
    """
    return render_plain(request, template, {"page": page}, status)


def render_plain(request: HttpRequest, template: str, values: dict[str, Any], status: int = 200) -> HttpResponse:
    """The same for pages whose values come from elsewhere (forms of the sign-in)."""
    text = render_to_string(template, values, request, using="jinja2")
    return HttpResponse(text, status=status)
