"""render: a report as one HTML file that needs nothing else, ever: no network, no fonts, no second file.

Styles and scripts stand in the page and are allowed by their hash only (`Content-Security-Policy`); data stands in a
JSON block that no parser can take for code. Without a script the page still says everything: charts are extra.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.lens.report.data import Flow, ReportData, Step
from buckstop.lens.report.payload import OTHERS, as_script_data, payload
from buckstop.lens.report.words import Words

STATE_NAMES = {
    "working": _("worked on"),
    "queued": _("queued"),
    "waiting": _("waiting outside"),
    "paused": _("paused"),
    "other": _("not explained"),
    "unheld": _("held by nobody"),
    "after": _("after resolution"),
}
STATE_MEANINGS = {
    "working": _("somebody works on it"),
    "queued": _("handed over, nobody has taken it up"),
    "waiting": _("waiting for somebody outside: customer, citizen, supplier"),
    "paused": _("waiting for something inside"),
    "other": _("the log does not say what happened"),
    "unheld": _("after an event that names no holder"),
    "after": _("from the first resolution to the last event"),
}
# What a ledger books under a name of its own is no gap: somebody answers all the while.
_UNCHARGED_NAME = _("charged to nobody")
_UNCHARGED_MEANING = _(
    "a plan that could not be met, or a request upwards that nobody answered; somebody answers all the while"
)
HAIR = 0.7  # percent of a time line that can still be seen
# What a state value of the log can be taken to mean: the states of time, and the ends of a case.
_MAPPED_NAMES = {**STATE_NAMES, "done": _("done"), "closed": _("closed"), "reopened": _("reopened")}
_KIND_NAMES = {
    "quiet": _("quiet"),
    "too_few": _("too few to say"),
    "not_applicable": _("not applicable"),
    "withheld": _("withheld"),
}
_SEVERITY_NAMES = {
    "error": _("error"),
    "warning": _("warning"),
    "note": _("note"),
}
_WINDOWS: dict[bool | None, str] = {True: _("yes"), False: _("no"), None: _("too few")}
_CONTENTS = {
    "summary": _("Summary"),
    "time": _("Where time goes"),
    "flow": _("Who passes to whom"),
    "findings": _("Patterns"),
    "funnels": _("Fair comparison"),
    "holders": _("Units"),
    "quality": _("How far the data carry"),
}


def render(report: ReportData, *, translate: Translate, language: str) -> str:
    """The report as one self-contained HTML page.

    Args:
        report: made by `build_report` in the same language.
        translate: English msgid to the reader's language.
        language: tag of that language, such as `en` or `zh_Hans`.
    """
    words = Words(translate, language, report.zone)
    has_charts = bool(report.funnels or (report.flow and report.flow.handovers))
    scripts = [_resource("static/report.js")]
    if has_charts:
        scripts.insert(0, _resource("vendored/echarts.min.js"))
    style = _resource("static/report.css")
    page = _environment(words).get_template("report.html")
    return page.render(
        report=report,
        words=words,
        policy=_policy(scripts, style),
        style=Markup(style),  # noqa: S704 - our own file, not a value of the log
        script=Markup(scripts[-1]),  # noqa: S704 - as above
        echarts=Markup(scripts[0]),  # noqa: S704 - as above
        payload=as_script_data(payload(report, words)),
        payload_has_charts=has_charts,
        contents=_contents(report, words),
        time_bar=_time_bar(report),
        state_names=_said(STATE_NAMES, _UNCHARGED_NAME, report, words),
        state_meanings=_said(STATE_MEANINGS, _UNCHARGED_MEANING, report, words),
        mapped_names={state: words.say(name) for state, name in _MAPPED_NAMES.items()},
        kind_names={kind: words.say(name) for kind, name in _KIND_NAMES.items()},
        severity_names={severity: words.say(name) for severity, name in _SEVERITY_NAMES.items()},
        **_flow_context(report.flow, words),
    )


def _said(sentences: Mapping[str, str], uncharged: str, report: ReportData, words: Words) -> dict[str, str]:
    """Names or meanings of the states, with that of hours nobody is charged with where the level has such."""
    chosen = {**sentences, "unheld": uncharged} if report.uncharged else sentences
    return {state: words.say(sentence) for state, sentence in chosen.items()}


def _contents(report: ReportData, words: Words) -> list[tuple[str, str]]:
    """Anchor and title of every chapter that is on the page."""
    titles = {**_CONTENTS, "holders": _("Persons")} if report.persons else _CONTENTS
    return [(anchor, words.say(title)) for anchor, title in titles.items() if _is_shown(report, anchor)]


def _is_shown(report: ReportData, anchor: str) -> bool:
    return {"flow": report.flow is not None, "funnels": bool(report.funnels)}.get(anchor, True)


def _environment(words: Words) -> Environment:
    environment = Environment(
        loader=PackageLoader("buckstop.lens.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = words.say
    filters: dict[str, Callable[..., object]] = {
        "together": words.together,
        "listing": words.listing,
        "number": words.number,
        "share": words.share,
        "q": words.q,
        "hours": words.hours,
        "span": words.span,
        "instant": words.instant,
        "day": words.day,
        "iso": words.iso,
        "step_bar": _step_bar,
        "window": lambda window: words.say(_WINDOWS[window]),
    }
    environment.filters.update(filters)
    return environment


@cache
def _resource(path: str) -> str:
    return (files("buckstop.lens.report") / path).read_text("utf-8")


def _policy(scripts: list[str], style: str) -> str:
    """Only these very scripts and this very style may run; nothing may be loaded or sent anywhere."""
    allowed = " ".join(map(_hash_source, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash_source(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash_source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _time_bar(report: ReportData) -> list[tuple[str, float, float]]:
    """Segments (state, left, width) in percent of the time before the first resolution."""
    left = 0.0
    bar = []
    for span in report.time.spans:
        if span.state == "after" or span.share <= 0:
            continue
        bar.append((span.state, round(left, 3), round(100 * span.share, 3)))
        left += 100 * span.share
    return bar if len(bar) > 1 else []


def _step_bar(step: Step) -> list[tuple[str, float, float]]:
    """Segments of one stay on its case's time line, in percent; a stay too short to see is still a hair's breadth."""
    if sum(width for _state, _left, width in step.segments) >= HAIR:
        return [(state, round(left, 3), round(width, 3)) for state, left, width in step.segments]
    state = max(step.parts, key=lambda part: part[1])[0] if step.parts else "moment"
    return [(state, round(min(step.left, 100 - HAIR), 3), HAIR)]


def _flow_context(flow: Flow | None, words: Words) -> dict[str, object]:
    if flow is None:
        return {"flow_pairs": 0, "flow_sentence": "", "flow_names": {}, "matrix": {}, "matrix_order": ()}
    sentence = partial(words.say, handovers=flow.handovers, pairs=flow.pairs, holders=flow.holders)
    return {
        "flow_pairs": flow.pairs,
        "flow_sentence": sentence(
            _("%(handovers)s handovers between %(holders)s holders, over %(pairs)s different pairs of giver and taker.")
        ),
        "flow_names": {**flow.names, OTHERS: words.say(_("all others"))},
        "matrix": {(cell.giver, cell.taker): cell.passes for cell in flow.cells},
        "matrix_order": flow.order,
    }
