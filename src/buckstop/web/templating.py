"""How templates are read: Jinja2, escaping everything, with sentences from the catalogue and addresses by name."""

import re
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from buckstop.web.addresses import STATIC
from buckstop.web.languages import translate

_STATIC = Path(__file__).parent / "static"
_SHOWN = 12
_DAY = re.compile(r"(?<![0-9A-Za-z-])\d{4}-\d{2}-\d{2}(?![0-9-])")


@cache
def static(name: str) -> str:
    """The address of a static file; it changes with its content, so that browsers may keep it for ever."""
    digest = sha256((_STATIC / name).read_bytes()).hexdigest()[:_SHOWN]
    return f"{STATIC}{name}?v={digest}"


def _many(one: str, several: str, number: int) -> str:
    return translate(one if number == 1 else several)


def environment(**options: Any) -> Environment:
    """The environment Django renders our templates with; a name a template misspells is an error, not a blank."""
    wanted = {**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**wanted, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 - Django's options escape
    made.install_gettext_callables(translate, _many, newstyle=True)  # type: ignore[attr-defined] # of the i18n extension
    made.globals.update(static=static, url=url)
    made.filters["whole_days"] = whole_days
    made.policies["ext.i18n.trimmed"] = True
    return made


def whole_days(sentence: str) -> Markup:
    """A sentence in which no line ends within a date: browsers break figures at hyphens, and no style forbids it."""
    return Markup(_DAY.sub(r'<span class="number">\g<0></span>', str(escape(sentence))))  # noqa: S704 - escaped before


def url(name: str, *args: object, **query: object) -> str:
    """The address of a page by its name; what is not part of it becomes its query."""
    found = _reversed(name, args)
    wanted = {key: value for key, value in query.items() if value not in (None, "")}
    return f"{found}?{urlencode(wanted, doseq=True)}" if wanted else found


@lru_cache(maxsize=20_000)
def _reversed(name: str, args: tuple[object, ...]) -> str:
    """Django's own way from a name to an address; a page with a hundred links asks for the same few again and again."""
    return reverse(name, args=args)
