"""The work, and what is on record about it without changing who answers."""

from buckstop.domain.matter.asks import ProposalAbout
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.asks import ProposeBetterWay
from buckstop.domain.matter.commands.work import AddNote, RecordHelp, ReportDone, ReportProgress, UrgeMatter
from buckstop.domain.matter.words import HelpKind
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import HELP_KINDS, PROPOSALS_ABOUT
from buckstop.web.acts import places
from buckstop.web.acts.act import Act, Field, Kind, Scene, Values, as_named
from buckstop.web.acts.likely import to_ask
from buckstop.web.acts.questions import FILES, worded

_WORDS = Field("text", _("In your words"), Kind.LONG, required=True)


def _done(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    """With a seed for drawing a verifier where nobody named one: the ledger blends a secret into it, so any will do."""
    return as_named(command, {**values, "seed": scene.matter.id}, scene)


def _helped(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    return as_named(command, {**values, "kind": HelpKind(values["kind"])}, scene)


def _proposed(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    return as_named(command, {**values, "about": ProposalAbout(values["about"])}, scene)


ACTS = (
    Act(
        "progress",
        ReportProgress,
        _("Report progress"),
        _("Say how far the work is; nothing moves."),
        22,
        places.holder,
        places.unfinished,
        (_WORDS, Field("percent", _("Of the work done, in percent"), Kind.COUNT), FILES),
    ),
    Act(
        "done",
        ReportDone,
        _("Report it done"),
        _("Somebody else looks whether it is so: the clock of who verifies runs, no longer yours."),
        23,
        places.holder,
        places.settled,
        (Field("text", _("What was done"), Kind.LONG, required=True), FILES),
        _done,
        fits=places.parts_closed,
        afterwards=_("You may add what is missing by a note while it is verified."),
    ),
    Act(
        "help",
        RecordHelp,
        _("Put help on record"),
        _("Say what help your unit was given, to the credit of who gave it. No photo is needed."),
        70,
        places.helped,
        places.still_open,
        (
            Field("from_unit", _("Unit that helped"), Kind.UNIT, required=True, suggest=to_ask),
            Field(
                "kind", _("What help"), Kind.CHOICE, required=True, choices=worded(HELP_KINDS, HelpKind), neutral=True
            ),
            _WORDS,
            Field("hours", _("Hours it spent"), Kind.COUNT, _("Leave it blank where nobody counted.")),
        ),
        _helped,
    ),
    Act(
        "urge",
        UrgeMatter,
        _("Urge the holder"),
        _("A reminder on record; nothing moves."),
        72,
        places.reminds,
        places.unfinished,
        (_WORDS,),
        shared=("text",),
    ),
    Act(
        "propose",
        ProposeBetterWay,
        _("Propose a better way"),
        _("Whoever can change it has to answer, and adopting it credits you."),
        74,
        places.anybody,
        places.still_open,
        (
            Field("text", _("The better way"), Kind.LONG, required=True),
            Field(
                "about",
                _("What it would change"),
                Kind.EITHER,
                _("How the work is done is the holder's to say; the terms are the giver's."),
                required=True,
                choices=worded(PROPOSALS_ABOUT, ProposalAbout),
            ),
        ),
        _proposed,
    ),
    Act(
        "note",
        AddNote,
        _("Add a note"),
        _("A remark everybody reads who may read the matter; it changes nothing."),
        76,
        places.anybody,
        places.always,
        (Field("text", _("Your note"), Kind.LONG, required=True), FILES),
    ),
)
