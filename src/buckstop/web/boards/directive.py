"""The tree of a directive: every part with its lights, and how the parts stand on each of the four axes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from buckstop.app.trees import Node, Tree
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.axes import Colour, Light, Schedule
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Evidence, Outcome, Visibility
from buckstop.domain.seeing import Extent
from buckstop.i18n import gettext_noop as _
from buckstop.text.lights import SCHEDULES, WAS_LATE, light_sentence, was_late
from buckstop.text.protocol_words import CITIZEN_WORDS, EVIDENCE, PHASES
from buckstop.text.readers import Reader
from buckstop.web.acts import ActLink
from buckstop.web.matters.terms import apart
from buckstop.web.named_supports import NamedView, asking_link, named_views
from buckstop.web.rows import RowView, row_of_matter
from buckstop.web.visitors import Visitor

_OFFICIAL, _EVIDENCE, _SCHEDULE, _CITIZEN = (
    _("Official state"),
    _("Evidence of the work"),
    _("Schedule"),
    _("Citizens"),
)
_COUNTED = _("%(words)s: %(number)s")
_MANY = -1
_PARTS: Mapping[int, str] = {0: _("It has no parts."), 1: _("It has one part."), _MANY: _("It has %(number)s parts.")}
_STANDING: Mapping[int, str] = {
    0: _("How it stands"),
    1: _("How its part stands"),
    _MANY: _("How its %(number)s parts stand"),
}
_STANDING_OF_SEEN = _("How those of its parts stand that you may read whole: %(number)s")
_NO_DEADLINE = _("without deadline")
_EXACT = _("Target %(target)s: the parts add up to it.")
_BELOW = _("Target %(target)s: the parts add up to %(sum)s, which is less.")
_TIGHTENED = _("Target %(target)s: the parts add up to %(sum)s, %(percent)s %% more than was asked for.")
_ALONE = _("Target %(target)s.")
_VERIFIED = _("Verified so far: %(sum)s.")
_OVER = "was_late"
_AMOUNT = _("%(number)s %(measure)s")


@dataclass(frozen=True, slots=True)
class Axis:
    """How many parts stand where on one axis.

    Args:
        counts: in words, the most frequent first.
    """

    name: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeView:
    """One matter of the tree.

    Args:
        matter: its id, empty where its page does not open for the reader.
        row: None where not even holder and state may be known.
        outline: only title, terms and holder may be read.
        quantity: its target beside the sum of its parts, empty without one.
        tightened: the parts were asked for more than it was.
        verified: how much of that is verified, empty without a target.
        supports: units its terms name to support, and whether they were asked; asking: the way to ask those who were not.
        below: how many parts stand below it, at every depth.
    """

    matter: str
    row: RowView | None
    outline: bool
    quantity: str
    tightened: bool
    verified: str
    supports: tuple[NamedView, ...]
    asking: ActLink | None
    parts: tuple["NodeView", ...]
    below: int


@dataclass(frozen=True, slots=True)
class DirectiveBoardPage:
    """Everything the template of a directive's tree needs.

    Args:
        parts: how many parts it has that are shown, at every depth, in a sentence; closed: those that are closed doors.
        axes_title: which parts the axes count: all of these, or those the reader may read whole.
        left_out: parts beyond those shown.
    """

    matter: str
    title: str
    reference: str
    root: NodeView
    axes: tuple[Axis, ...]
    axes_title: str
    parts: str
    closed: int
    left_out: int
    restricted: tuple[MatterId, ...]


def directive_board_page(who: Visitor, tree: Tree) -> DirectiveBoardPage:
    """The board of a tree."""
    nodes = list(_flat(tree.root))
    whole = [node for node in nodes if node.extent is Extent.WHOLE and node.row is not None]
    counted = [node for node in whole if node is not tree.root]
    root = tree.root.row.matter if tree.root.row is not None else None
    return DirectiveBoardPage(
        matter=tree.root.id,
        title=root.title if root else "",
        reference=apart(root.terms.reference)[0] if root else "",
        root=_node(tree.root, who),
        axes=_axes(counted or whole, who.read),
        axes_title=_axes_title(len(counted), len(nodes) - 1, who.read),
        parts=_numbered(_PARTS, len(nodes) - 1, who.read),
        closed=sum(node.extent is Extent.NOTHING for node in nodes),
        left_out=tree.left_out,
        restricted=tuple(
            node.id for node in nodes if node.row and node.row.matter.terms.visibility is Visibility.RESTRICTED
        ),
    )


def _axes_title(counted: int, parts: int, read: Reader) -> str:
    """What the axes count: every part, so that their sums are the number above them, or those that can be read whole."""
    if counted in {0, parts}:
        return _numbered(_STANDING, counted, read)
    return read.say(_STANDING_OF_SEEN, number=f"{counted:,}")


def _numbered(forms: Mapping[int, str], number: int, read: Reader) -> str:
    return read.say(forms.get(number, forms[_MANY]), number=f"{number:,}")


def _flat(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _flat(part)


def _node(node: Node, who: Visitor) -> NodeView:
    quantity, tightened = _quantity(node, who.read)
    whole = node.row if node.extent is Extent.WHOLE else None
    return NodeView(
        matter=node.id if node.extent is not Extent.NOTHING else "",
        row=_row(node, who),
        outline=node.extent is Extent.OUTLINE,
        quantity=quantity,
        tightened=tightened,
        verified=_verified(node, who.read),
        supports=named_views(whole.matter, who.read) if whole else (),
        asking=asking_link(whole.matter, who, whole.written_version) if whole else None,
        parts=tuple(_node(part, who) for part in node.parts),
        below=sum(1 for _one in _flat(node)) - 1,
    )


def _row(node: Node, who: Visitor) -> RowView | None:
    read = who.read
    if node.row is not None:
        said = tuple(light_sentence(light, read) for light in node.lights)
        return row_of_matter(node.row.matter, read, who.ledger.now(), lights=node.lights, said=said)
    if node.holder is None or node.phase is None:
        return None
    return RowView(
        matter="",
        title="",
        state=read.word(PHASES, node.phase),
        holder=read.unit(node.holder),
        holder_id=node.holder,
        colour="",
        light="",
        deadline="",
        deadline_at="",
        restricted=False,
        urgent="",
        closed_door=True,
    )


def _axes(nodes: Sequence[Node], read: Reader) -> tuple[Axis, ...]:
    """Every axis for itself: what is done is not verified, what is verified may have been late."""
    matters = [node.row.matter for node in nodes if node.row is not None]
    schedules = Counter(_schedule(node.row.matter, node.lights) for node in nodes if node.row is not None)
    return (
        _axis(_OFFICIAL, Counter(matter.phase for matter in matters), PHASES, read),
        _axis(_EVIDENCE, Counter(matter.evidence for matter in matters), EVIDENCE, read),
        _axis(_SCHEDULE, schedules, {**SCHEDULES, _OVER: WAS_LATE, "": _NO_DEADLINE}, read),
        _axis(_CITIZEN, Counter(matter.citizen for matter in matters), CITIZEN_WORDS, read),
    )


def _axis(name: str, counted: Mapping[str, int], words: Mapping[str, str], read: Reader) -> Axis:
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return Axis(
        read.translate(name),
        tuple(read.say(_COUNTED, words=read.word(words, code), number=number) for code, number in ordered),
    )


def _schedule(matter: Matter, lights: Sequence[Light]) -> str:
    """As `axes` has it, told from its lights; what was late and is over apart from what is late now."""
    if not lights:
        return "" if matter.deadline is None else Schedule.ON_TIME
    if was_late(lights):
        return _OVER
    return Schedule.LATE if lights[0].colour is Colour.RED else Schedule.AT_RISK


def _quantity(node: Node, read: Reader) -> tuple[str, bool]:
    """What was asked for beside what the parts were asked for, as far as they count the same thing."""
    if node.row is None or node.row.matter.terms.quantity is None:
        return "", False
    terms = node.row.matter.terms
    target = node.row.matter.terms.quantity
    assert target is not None
    own = [part.row.matter.terms for part in node.parts if part.row is not None]
    shares = [one.quantity for one in own if one.quantity is not None and one.measure == terms.measure]
    shown = _amount(target, terms.measure, read)
    if not shares or any(part.row is None for part in node.parts):  # of parts behind a door nobody tells the share
        return read.say(_ALONE, target=shown), False
    total = sum(shares)
    if total == target:
        return read.say(_EXACT, target=shown), False
    added = _amount(total, terms.measure, read)
    if total < target or not target:
        return read.say(_BELOW, target=shown, sum=added), False
    percent = f"{(total - target) * 100 / target:,.0f}"
    return read.say(_TIGHTENED, target=shown, sum=added, percent=percent), True


def _verified(node: Node, read: Reader) -> str:
    """How much of a target is verified: by its parts, and all of it once the whole itself was verified as done.

    What was verified as partly done counts for nothing here: by how much nobody said.
    Nothing is said where a part may not be read whole: what is verified there would be left out.
    """
    if node.row is None or node.row.matter.terms.quantity is None:
        return ""
    if any(one.extent is not Extent.WHOLE for one in (node, *node.parts)):
        return ""
    measure = node.row.matter.terms.measure
    parts = (part.row.matter for part in node.parts if part.row is not None)
    done = sum(_done(part) for part in parts if part.terms.measure == measure)
    return read.say(_VERIFIED, sum=_amount(max(done, _done(node.row.matter)), measure, read))


def _done(matter: Matter) -> int:
    """The target of a matter that was verified as done, else 0."""
    verified = matter.evidence is Evidence.VERIFIED and matter.outcome is Outcome.DONE
    return matter.terms.quantity or 0 if verified else 0


def _amount(number: int, measure: str, read: Reader) -> str:
    return read.say(_AMOUNT, number=f"{number:,}", measure=measure) if measure else f"{number:,}"
