"""build_report: from a session, its facts and pattern results to ReportData, everything a report says."""

from collections.abc import Callable
from dataclasses import dataclass

from buckstop import __version__
from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.lens.engine import Session
from buckstop.lens.facts import Facts
from buckstop.lens.findings import PatternResult
from buckstop.lens.issues import Issue
from buckstop.lens.report.cards import Reading, cards
from buckstop.lens.report.data import ReportData
from buckstop.lens.report.flow import flow
from buckstop.lens.report.funnels import funnels
from buckstop.lens.report.holders import holders
from buckstop.lens.report.names import shown_names
from buckstop.lens.report.quality import Doubts, quality
from buckstop.lens.report.summary import Told, summary
from buckstop.lens.report.time_by_state import time_by_state
from buckstop.lens.report.words import Words, shown_name

# progress(done, total, what)
Progress = Callable[[int, int | None, str], None]

_STAGES = ("time", "flow", "findings", "holders", "summary")


@dataclass(frozen=True)
class _Stages:
    """Tells whoever waits which part is done."""

    progress: Progress | None

    def __call__(self, stage: str) -> None:
        if self.progress:
            self.progress(_STAGES.index(stage) + 1, len(_STAGES), stage)


_LEVELS = {
    "unit": _("units (column %(column)s)"),
    "person": _("persons (column %(column)s)"),
    "column": _("column %(column)s"),
}


def build_report(
    session: Session,
    facts: Facts,
    results: tuple[PatternResult, ...],
    *,
    translate: Translate,
    language: str,
    issue_sentence: Callable[[Issue], str],
    show_persons: bool = False,
    progress: Progress | None = None,
) -> ReportData:
    """Everything the report says, in one language, as plain values for `render`.

    Args:
        session: the log at a holder level; only aggregates and the cases shown as evidence are read.
        facts: facts of that session. results: what the screen found in it.
        translate: English msgid to the reader's language.
        language: tag of that language, such as `en` or `zh_Hans`.
        issue_sentence: an issue of the data as a sentence in that language.
        show_persons: show names of persons; otherwise they are pseudonyms everywhere.
        progress: told (done, total, what) after each part.
    """
    meta, level = session.store.meta, session.level
    words = Words(translate, language, meta.zone)
    told_so = _Stages(progress)
    names = shown_names(session, translate, language, show_persons=show_persons)
    level_words = words.say(_LEVELS[level.role], column=shown_name(level.column))
    reading = Reading(words, names, _level_and_exclusions(facts, level_words, words))
    time = time_by_state(facts, has_states=bool(meta.mapping.states))
    told_so("time")
    network = flow(session, names) if facts.units else None
    told_so("flow")
    shown, silent = cards(session, results, reading)
    told_so("findings")
    units = holders(session, names)
    told_so("holders")
    first_page = summary(session, Told(meta, facts, time, results, reading, level.column))
    told_so("summary")
    doubts = Doubts(meta.issues, issue_sentence, level.column)
    return ReportData(
        log=shown_name(meta.name),
        source=shown_name(meta.source),
        first_us=meta.first_us,
        last_us=meta.last_us,
        zone=meta.zone,
        level=level_words,
        persons=level.is_personal,
        pseudonyms=names.pseudonyms,
        uncharged=facts.only_uncharged,
        version=__version__,
        summary=first_page,
        time=time,
        flow=network,
        cards=shown,
        silent=silent,
        funnels=funnels(results, names, words),
        holders=units,
        quality=quality(meta, facts, doubts, words),
    )


def _level_and_exclusions(facts: Facts, level: str, words: Words) -> str:
    """The level in words with the names that never hold; the full list stands with the data quality."""
    excluded = sorted(facts.excluded_holders)
    if not excluded:
        return words.say(_("%(level)s; nobody left out"), level=level)
    few = words.listing(shown_name(name) for name in excluded[:6])
    more = len(excluded) - 6
    if more > 0:
        return words.say(_("%(level)s; left out: %(names)s and %(n)s more"), level=level, names=few, n=more)
    return words.say(_("%(level)s; left out: %(names)s"), level=level, names=few)
