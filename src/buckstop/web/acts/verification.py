"""Verification, and the ends and beginnings of a matter."""

from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.work import (
    AddNote,
    CancelMatter,
    MergeMatter,
    NameVerifier,
    RefuteMatter,
    ReopenMatter,
    VerifyMatter,
)
from buckstop.domain.matter.rules.verification import JUDGED
from buckstop.domain.matter.words import Outcome, VerificationWay
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import OUTCOMES
from buckstop.web.acts import places
from buckstop.web.acts.act import Act, Choices, Field, Kind, Scene, Values, as_named
from buckstop.web.acts.likely import to_verify
from buckstop.web.acts.questions import FILES, REASON, WAY, worded

_NOTE = _("Files behind the verification.")
_LEARNED = Field(
    "learned",
    _("What was learned"),
    Kind.LONG,
    _("For whoever does the like next time: what helped, what stood in the way."),
)


def _criteria(scene: Scene) -> Choices:
    return tuple((str(number), text) for number, text in enumerate(scene.matter.terms.criteria))


def _judged(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    rest = {name: value for name, value in values.items() if name != FILES.name}
    for name in ("met", "failed"):
        if name in rest:
            rest[name] = tuple(int(number) for number in rest[name])
    if "outcome" in rest:
        rest["outcome"] = Outcome(rest["outcome"])
    return as_named(command, {**rest, "way": VerificationWay(rest["way"])}, scene)


def _files_noted(values: Values, scene: Scene) -> MatterCommand | None:
    """A finding carries no files itself: they go on record just before it."""
    files = values[FILES.name]
    text = scene.read.translate(_NOTE)
    return AddNote(matter=scene.matter.id, text=text, attachments=files) if files else None


ACTS = (
    Act(
        "verify",
        VerifyMatter,
        _("Say how it ended"),
        _("You looked: the matter is closed with what you found, and nobody's clock runs any more."),
        10,
        places.verifier,
        places.reported_done,
        (
            Field(
                "met",
                _("Criteria you found met"),
                Kind.TICKS,
                _("Tick each one you looked at yourself."),
                choices=_criteria,
            ),
            Field(
                "outcome",
                _("How it ended"),
                Kind.EITHER,
                _("Fully done needs every criterion met."),
                required=True,
                choices=worded(OUTCOMES, (one for one in Outcome if one in JUDGED)),
            ),
            WAY,
            Field("why", _("What you found"), Kind.LONG, required=True),
            _LEARNED,
            FILES,
        ),
        _judged,
        grave=True,
        along=_files_noted,
        afterwards=_("If it was closed too early, it can be reopened, as often and as long as the rules allow."),
        way_back=("reopen",),
    ),
    Act(
        "refute",
        RefuteMatter,
        _("Say that it is not done"),
        _("The matter goes back to work with its holder; the rework is charged to it, or to you if you were wrong."),
        12,
        places.verifier,
        places.reported_done,
        (
            Field("failed", _("Criteria you found not met"), Kind.TICKS, choices=_criteria),
            REASON,
            WAY,
            FILES,
        ),
        _judged,
        grave=True,
        along=_files_noted,
        afterwards=_("A finding is not taken back: the holder reports it done again, and it is looked at again."),
    ),
    Act(
        "name-verifier",
        NameVerifier,
        _("Name who verifies"),
        _("That unit looks when the work is reported done. Where nobody is named, one is drawn by lot."),
        54,
        places.names_verifier,
        places.unfinished,
        (Field("verifier", _("Unit that verifies"), Kind.UNIT, required=True, suggest=to_verify),),
        shared=("verifier",),
    ),
    Act(
        "cancel",
        CancelMatter,
        _("Cancel the matter"),
        _("It is not needed any more: it ends without being verified."),
        80,
        places.above_giver,
        places.still_open,
        (REASON, _LEARNED),
        fits=places.parts_closed,
        grave=True,
        afterwards=_("If that was a mistake, it can be reopened, as often and as long as the rules allow."),
        way_back=("reopen",),
    ),
    Act(
        "merge",
        MergeMatter,
        _("Merge into another matter"),
        _("It is the same as another one: it ends here, and who asked here asks there from now on."),
        82,
        places.above_giver,
        places.still_open,
        (Field("into", _("Id of the other matter"), Kind.MATTER, required=True, longest=200), REASON),
        fits=places.parts_closed,
        grave=True,
        afterwards=_("A merger is not undone: what is missing goes on in the other matter."),
    ),
    Act(
        "reopen",
        ReopenMatter,
        _("Reopen it"),
        _("It was closed too early: its last holder goes on, with the counters as they were."),
        30,
        places.reopens,
        places.closed,
        (REASON,),
        fits=places.reopenable,
        grave=True,
        afterwards=_("If that was a mistake, whoever gave it may cancel it with a reason."),
        way_back=("cancel",),
    ),
)
