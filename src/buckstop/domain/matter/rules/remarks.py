"""Progress, notes, urging, help received: what is on record without changing who answers."""

from buckstop.domain.matter.commands import work as asked
from buckstop.domain.matter.events import work as happened
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import missing_text, unit_refusal
from buckstop.domain.matter.rules.support import working_holder_refusal
from buckstop.domain.refusals import Refusal


def report_progress(draft: Draft, command: asked.ReportProgress) -> Refusal | None:
    """The holder says how far it is."""
    matter = draft.get(command.matter)
    if refusal := working_holder_refusal(draft, matter) or missing_text(text=command.text):
        return refusal
    draft.add(
        matter.id,
        happened.ProgressReported(
            happened_at=draft.at,
            by=draft.actor,
            text=command.text,
            percent=command.percent,
            attachments=command.attachments,
        ),
    )
    return None


def urge(draft: Draft, command: asked.UrgeMatter) -> Refusal | None:
    """Giver, superior or office remind the holder, on record."""
    matter, unit, organisation = draft.get(command.matter), draft.unit(), draft.organisation
    if unit not in {matter.giver, organisation.office} and not organisation.is_above(unit, matter.holder):
        return Refusal.of(No.NOT_SUPERIOR, holder=matter.holder)
    if not matter.open:
        return Refusal.of(No.CLOSED)
    if refusal := missing_text(text=command.text):
        return refusal
    draft.add(matter.id, happened.MatterUrged(happened_at=draft.at, by=draft.actor, text=command.text))
    return None


def note(draft: Draft, command: asked.AddNote) -> Refusal | None:
    """A remark of anyone who may see the matter."""
    if refusal := missing_text(text=command.text):
        return refusal
    draft.add(
        command.matter,
        happened.NoteAdded(happened_at=draft.at, by=draft.actor, text=command.text, attachments=command.attachments),
    )
    return None


def record_help(draft: Draft, command: asked.RecordHelp) -> Refusal | None:
    """Who was helped says so: the holder, or a unit whose support is open. Nobody records the help it gave itself."""
    matter, unit = draft.get(command.matter), draft.unit()
    if unit != matter.holder and all(unit != support.supporter for support in matter.supports):
        return Refusal.of(No.NOT_HELPED, holder=matter.holder)
    if not matter.open:
        return Refusal.of(No.CLOSED)
    if refusal := unit_refusal(draft, command.from_unit):
        return refusal
    if command.from_unit == unit:
        return Refusal.of(No.TO_ITSELF, unit=unit)
    if refusal := missing_text(text=command.text):
        return refusal
    if command.hours is not None and command.hours < 1:
        return Refusal.of(No.HOURS_NOT_POSITIVE, hours=command.hours)
    draft.add(
        matter.id,
        happened.HelpReceived(
            happened_at=draft.at,
            by=draft.actor,
            kind=command.kind,
            receiver=unit,
            from_unit=command.from_unit,
            hours=command.hours,
            text=command.text,
        ),
    )
    return None
