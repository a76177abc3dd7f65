"""Parts: a matter goes down in pieces, and the whole never leaves its holder."""

from typing import Any

from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import DelegatePart, RecallMatter
from buckstop.i18n import gettext_noop as _
from buckstop.web.acts import places
from buckstop.web.acts.act import Act, Field, Kind, Scene, Values
from buckstop.web.acts.likely import to_delegate
from buckstop.web.acts.questions import APPROVAL, DUTY_ITEM, GRANT, REASON
from buckstop.web.acts.terms import OF_TERMS, TERMS, taken_terms


def _delegated(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    rest: dict[str, Any] = dict(values)
    item = rest.pop("duty_item") or None
    assert command is DelegatePart
    return DelegatePart(
        matter=scene.matter.id,
        part=scene.new,
        duty_item=item,
        terms=taken_terms(rest, duty_item=item),
        **rest,
    )


def _like_the_whole(scene: Scene) -> Values:
    """A part that is all of its whole but for its deadline: what a batch hands down."""
    matter, terms = scene.matter, scene.matter.terms
    return {
        "title": matter.title,
        **{name: getattr(terms, name) for name in (*OF_TERMS, "priority", "visibility")},
        **{field.name: None if field.kind is Kind.COUNT else "" for field in GRANT},
        "supports": (),  # who is named for the whole is asked by who holds the whole
        "duty_item": terms.duty_item,
        "approval": "",
    }


ACTS = (
    Act(
        "delegate",
        DelegatePart,
        _("Delegate a part"),
        _("A part is opened and offered to another unit. Your unit goes on answering for the whole."),
        26,
        places.holder,
        places.divisible,
        (
            Field("to", _("To which unit"), Kind.UNIT, required=True, suggest=to_delegate),
            *TERMS,
            DUTY_ITEM,
            APPROVAL,
        ),
        _delegated,
        shared=("to", "deadline_date"),
        of_each=_like_the_whole,
        afterwards=_("You may take the part back while nobody verifies it."),
        way_back=("recall",),
    ),
    Act(
        "recall",
        RecallMatter,
        _("Take the part back"),
        _("The part is settled on the unit that holds the whole, at once and without being accepted."),
        52,
        places.recalls,
        places.part_elsewhere,
        (REASON,),
        grave=True,
        afterwards=_("Parts of it can be delegated anew."),
        way_back=("delegate",),
    ),
)
