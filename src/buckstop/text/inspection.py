"""An inspection in words: what each key of a mapping means, why something was guessed, and the commented draft."""

from collections.abc import Iterator
from types import MappingProxyType

from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.intake.inspecting import Guess, Inspection, Reason
from buckstop.intake.mapping_draft import dump_mapping
from buckstop.lens.issues import Issue, Severity
from buckstop.text.issues import sentence, shown_value

# What a key of the mapping file means, in a few words. The same words head the manual of mapping files.
KEYS = MappingProxyType(
    {
        "columns.case": _("number of the case"),
        "columns.unit": _("accountable unit"),
        "columns.person": _("acting person"),
        "columns.activity": _("step or event"),
        "columns.sequence": _("counter that orders events of one instant"),
        "columns.case_type": _("type of the case"),
        "columns.features": _("further facts known when a case opens"),
        "columns.demander": _("who demanded the case"),
        "columns.subject": _("text of the demand"),
        "columns.keep": _("further columns to keep as a level of holders"),
        "columns.persons": _("further columns that name persons"),
        "time.column": _("when the event happened"),
        "time.format": _("how times are written"),
        "time.zone": _("time zone"),
        "due.column": _("deadline of the case"),
        "due.format": _("how deadlines are written"),
        "state.column": _("how the case stands"),
        "state.working": _("somebody works on it"),
        "state.queued": _("handed over, not yet taken up"),
        "state.waiting": _("waiting for somebody outside"),
        "state.paused": _("waiting for something inside"),
        "state.done": _("resolved"),
        "state.closed": _("put away"),
        "state.reopened": _("opened again"),
        "holders.robots": _("automatic accounts"),
        "holders.placeholders": _("words that name nobody"),
        "line.column": _("column that tells the support line"),
        "line.pattern": _("mark of the support line"),
        "line.order": _("support lines from the front upwards"),
        "changes.field": _("column that names the changed field"),
        "changes.old": _("value before the change"),
        "changes.new": _("value after the change"),
        "changes.started": _("when the case was opened"),
        "changes.columns": _("fields that become columns"),
        "values.null": _("words that mean an empty cell"),
    }
)

REASONS = MappingProxyType(
    {
        "activity.is_state": _("No other column names steps, so the status %(column)s is taken."),
        "changes.seen": _("The values of %(column)s are names of fields: one row per change."),
        "case.repeats": _("Its values come back in %(per_case)s rows each on average."),
        "due.of_case": _("One value per case, known for %(share)s %% of the cases."),
        "feature.constant": _("They do not change inside a case, are mostly filled, and have few values."),
        "holder.further": _("They name holders too and change inside cases."),
        "holder.moves": _("It changes in %(share)s %% of the steps inside cases."),
        "holder.says_nothing": _("They name nobody."),
        "line.marked": _("%(share)s %% of the names carry such a mark."),
        "name.fits": _("The name of the column says so."),
        "null.in_many_columns": _("They stand in several columns and mean that nothing is there."),
        "robot.named": _("Their names say so."),
        "role.of_format": _("The file format itself says so."),
        "sequence.rises": _(
            "It rises inside every case, and tells apart what the time does not (%(share)s %% of the steps have equal times)."
        ),
        "state.known_words": _("%(share)s %% of its values are status words that are understood."),
        "time.day_proved": _("In %(proofs)s rows the day is over 12: day and month cannot be swapped."),
        "time.fewer_backward": _(
            "Cases go backwards in time %(steps)s times so, %(other)s times with day and month swapped; nothing proves it."
        ),
        "time.fits": _("The values fit this format."),
        "zone.chinese": _("The log is written in simplified Chinese, and mainland China has one time zone."),
        "zone.epoch": _("Seconds since 1970 are counted in UTC."),
        "zone.none": _("Nothing in the log tells it."),
        "zone.offsets": _("The offsets %(offsets)s in the times fit it."),
        "zone.utc": _("The times say they are in UTC."),
    }
)

_HEAD = _("Draft of a mapping, guessed from %(source)s. Check every line: what a column means, only you can know.")
_SURE = _("%(key)s (%(confidence)s of 100).")
_OTHERS = _("It could also be: %(columns)s.")
_DOUBT = _("DOUBT: %(sentence)s")
_NOTE = _("NOTE: %(sentence)s")
_PERCENT = 100

# Doubts stand above the key they are about.
_KEY_OF_DOUBT = MappingProxyType(
    {
        "inspect.day_month_ambiguous": "time.format",
        "inspect.time_misfit": "time.format",
        "inspect.minutes_only": "columns.sequence",
        "inspect.ties": "columns.sequence",
        "inspect.newest_first": "columns.sequence",
        "inspect.midnight": "time.column",
        "inspect.day_and_clock_apart": "time.column",
        "inspect.zone_unknown": "time.zone",
        "inspect.zone_by_language": "time.zone",
        "inspect.zone_utc": "time.zone",
        "inspect.zone_guessed": "time.zone",
        "inspect.zones_mixed": "time.zone",
        "inspect.no_holder": "columns.unit",
        "inspect.no_unit": "columns.unit",
        "inspect.unit_never_moves": "columns.unit",
        "inspect.finer_unit": "columns.unit",
        "inspect.no_states": "state.column",
        "inspect.states_unmapped": "state.column",
        "inspect.states_unmapped_cut": "state.column",
        "inspect.placeholders": "holders.placeholders",
        "inspect.robots": "holders.robots",
        "inspect.robot_suspected": "holders.robots",
        "inspect.shared_accounts": "holders.robots",
        "inspect.default_left_out": "xes.fill_defaults",
        "inspect.default_written": "xes.fill_defaults",
        "inspect.due_moves": "due.column",
        "inspect.due_sparse": "due.column",
        "inspect.due_before_start": "due.column",
        "inspect.late_facts": "columns.features",
        "inspect.changes": "changes.columns",
    }
)


def reason_sentence(reason: Reason, translate: Translate) -> str:
    """Why something was guessed, in one sentence."""
    return translate(REASONS[reason.code]) % {name: shown_value(value) for name, value in reason.fields.items()}


def draft(inspection: Inspection, translate: Translate) -> str:
    """The guessed mapping as TOML, with reasons and doubts as comments above the keys they concern.

    Args:
        inspection: one that has a mapping.
        translate: into the language of the comments.

    Raises:
        ValueError: there is no mapping to write: case or time could not be told.
    """
    if inspection.mapping is None:
        raise ValueError(inspection.source)
    remarks: dict[str, list[str]] = {"": [translate(_HEAD) % {"source": inspection.source}]}
    for guess in inspection.guesses:
        remarks.setdefault(guess.key, []).extend(_why(guess, translate))
    for doubt in inspection.doubts:
        key = _key_of(doubt)
        form = _NOTE if doubt.severity is Severity.NOTE else _DOUBT
        remarks.setdefault(key, []).append(translate(form) % {"sentence": sentence(doubt, translate)})
    return dump_mapping(inspection.mapping, {key: tuple(lines) for key, lines in remarks.items()})


def _why(guess: Guess, translate: Translate) -> Iterator[str]:
    title = translate(KEYS[guess.key])
    yield translate(_SURE) % {"key": title, "confidence": round(_PERCENT * guess.confidence)}
    for reason in guess.reasons:
        yield reason_sentence(reason, translate)
    if guess.others:
        yield translate(_OTHERS) % {"columns": ", ".join(guess.others)}


def _key_of(doubt: Issue) -> str:
    if doubt.code == "inspect.unsure":
        return str(doubt.fields["key"])
    return _KEY_OF_DOUBT.get(doubt.code, "")
