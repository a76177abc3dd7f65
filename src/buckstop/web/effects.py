"""A preview in sentences: who answers before and after, whose clocks stop and start, what goes on record, what to think of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from buckstop.app.cautions import Caution
from buckstop.app.previewing import Preview
from buckstop.app.running import RunningClock
from buckstop.domain.matter.clocks import Stretch, hours
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.events.accountability import MatterOpened
from buckstop.domain.matter.events.work import DoneReported
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.world import Happened
from buckstop.text import effects as says
from buckstop.text.cautions import caution_sentence
from buckstop.text.defaults import default_sentence
from buckstop.text.events import told
from buckstop.text.protocol_words import REASONS_WHY
from buckstop.text.readers import Reader
from buckstop.text.refusals import refusal_sentence

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Effects:
    """What a command would do, in whole sentences.

    Args:
        refusal: why nothing would happen; empty where it would.
        answers: who answers for it before and after.
        clocks: what stops, what starts, and what happens by default.
        on_record: what would be written, as timelines will tell it; empty where the form is not filled in yet.
        cautions: what to think of.
        moved: responsibility would pass to another unit.
        drafted: the form is not filled in yet: what depends on the answers is left out.
    """

    refusal: str = ""
    answers: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    on_record: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    moved: bool = False
    drafted: bool = False


def effects_of(
    preview: Preview,
    events: Sequence[MatterEvent],
    read: Reader,
    cautions: Sequence[Caution] = (),
    *,
    tells: Callable[[Matter], bool],
    drafted: bool = False,
) -> Effects:
    """A preview in the reader's language.

    Args:
        events: of the matter as written, from its opening on: they say whose hours run now.
        tells: whether another matter may be named to the reader.
        drafted: answers are still missing, and the preview rests on stand-ins for them.
    """
    warned = tuple(caution_sentence(one, read) for one in cautions)
    if preview.refusal is not None:
        return Effects(refusal=refusal_sentence(preview.refusal, read), cautions=warned, drafted=drafted)
    if (drawn := _drawn(preview)) is not None:
        assert drawn.draw is not None
        once = read.say(says.DRAWN, candidates=drawn.draw.candidates)
        return Effects(answers=(*_answers(preview, read), once), cautions=warned, drafted=drafted)
    before, after = preview.before, preview.after
    return Effects(
        answers=tuple(_answers(preview, read)),
        clocks=(*_hours(preview, events, read), *_clocks(preview, read), *_named(preview, read)),
        on_record=() if drafted else tuple(_on_record(preview, read, tells)),
        cautions=warned,
        moved=before is not None and after is not None and before.holder != after.holder,
        drafted=drafted,
    )


def outcome_sentences(
    before: Matter | None, after: Matter, told_events: Sequence[MatterEvent], read: Reader
) -> list[str]:
    """What happened to responsibility, once it did: the last event in words, then who answers now."""
    said = [told(told_events[-1], read).sentence] if told_events else []
    return [*said, *_responsibility(before, after, read, stays=says.STILL)]


def _drawn(preview: Preview) -> DoneReported | None:
    """A verifier drawn by lot is not told before it counts: else one could look until a friend comes up."""
    events = (one.event for one in preview.happened)
    return next((event for event in events if isinstance(event, DoneReported) and event.draw is not None), None)


def _answers(preview: Preview, read: Reader) -> Iterator[str]:
    assert preview.after is not None
    yield from _responsibility(preview.before, preview.after, read)
    for happened in _of_others(preview):
        if happened.state.parent == preview.after.id and happened.state.offer is not None:
            offeree = read.unit(happened.state.offer.to)
            yield read.say(says.PART_BEGINS, holder=read.unit(happened.state.holder), offeree=offeree)
            break
    before, after = preview.before, preview.after
    if before is not None and after.moves > before.moves:
        yield read.say(says.MOVE_USED, used=after.moves, allowed=after.moves_allowed)
    elif before is not None and after.offer is not None and before.offer is None:
        yield read.say(says.MOVES_LEFT, used=after.moves, allowed=after.moves_allowed)


def _responsibility(before: Matter | None, after: Matter, read: Reader, stays: str = says.STAYS) -> Iterator[str]:
    holder = read.unit(after.holder)
    if before is None:
        yield read.say(says.BEGINS, holder=holder)
    elif before.open and not after.open:
        yield read.translate(says.ENDS)
    elif after.open and not before.open:
        yield read.say(says.BEGINS_AGAIN, holder=holder)
    elif before.holder != after.holder:
        yield read.say(says.MOVES, after=holder, before=read.unit(before.holder))
    elif after.open:
        yield read.say(stays, holder=holder)


def _hours(preview: Preview, events: Sequence[MatterEvent], read: Reader) -> Iterator[str]:
    """Whose hours run, before and after."""
    assert preview.after is not None
    new = tuple(one.event for one in preview.happened if one.matter == preview.after.id)
    if not new or not preview.after.open:
        return
    at = new[-1].happened_at
    then = hours((*events, *new), at + _INSTANT)[-1]
    before = hours(events, at + _INSTANT)[-1:] if events else ()
    yield _hours_sentence(before[0] if before else None, then, read)


def _hours_sentence(before: Stretch | None, then: Stretch, read: Reader) -> str:
    shown = {"clock": read.unit(then.clock), "why": read.word(REASONS_WHY, then.why)}
    if then.provisional and (before is None or (before.clock, before.why) != (then.clock, then.why)):
        return read.say(says.HOURS_OPEN, **shown)
    if before is None:
        return read.say(says.HOURS_BEGIN, **shown)
    if before.clock == then.clock:
        return read.say(says.HOURS_GO_ON, **shown)
    why_before = read.word(REASONS_WHY, before.why)
    return read.say(says.HOURS_TURN, **shown, before=read.unit(before.clock), why_before=why_before)


def _named(preview: Preview, read: Reader) -> Iterator[str]:
    """Units that what is opened names to support, on whose clock nothing starts by it."""
    for happened in preview.happened:
        if isinstance(happened.event, MatterOpened) and happened.event.terms.supports:
            yield read.say(says.SUPPORTS_NAMED, units=read.units(happened.event.terms.supports))


def _clocks(preview: Preview, read: Reader) -> Iterator[str]:
    """Clocks that stop and clocks that start; those that go on as before are not told."""
    for clock in preview.clocks_before:
        if not any(_alike(clock, other) for other in preview.clocks_after):
            yield _stopped(clock, preview.happened[-1].event.happened_at, read)
    for clock in preview.clocks_after:
        if clock not in preview.clocks_before:
            yield default_sentence(clock, read)
    for happened in _of_others(preview):
        if happened.state.offer is not None:
            due = read.due(happened.state.offer.timer)
            yield read.say(says.PART_ANSWERED, offeree=read.unit(happened.state.offer.to), due=due)
            break


def _alike(clock: RunningClock, other: RunningClock) -> bool:
    return (clock.who, clock.default, clock.ask) == (other.who, other.default, other.ask)


def _stopped(clock: RunningClock, at: datetime, read: Reader) -> str:
    """That a clock stops at an instant."""
    who = read.unit(clock.who)
    if clock.due_at is None:
        return read.say(says.CLOCK_ENDS, who=who)
    message = says.CLOCK_STOPS_EARLY if at < clock.due_at else says.CLOCK_STOPS_LATE
    return read.say(message, who=who, due=read.due_at(clock.due_at, provisional=clock.provisional))


def _of_others(preview: Preview) -> Iterator[Happened]:
    """What happens to other matters: the last of each, so that its state is how it ends up."""
    own = preview.after.id if preview.after else ""
    last = {one.matter: one for one in preview.happened if one.matter != own}
    return iter(last.values())


def _on_record(preview: Preview, read: Reader, tells: Callable[[Matter], bool]) -> Iterator[str]:
    """What would be written; of matters that are not the reader's only how many there are."""
    own = preview.after.id if preview.after else ""
    born = {one.matter for one in preview.happened if one.state.version == 1}  # the reader's own words, just typed
    others = (one for one in preview.happened if one.matter != own and one.matter not in born)
    untold = {one.matter for one in others if not tells(one.state)}
    for happened in preview.happened:
        if happened.matter in untold:
            continue
        words = told(happened.event, read)
        for sentence in (words.sentence, *words.details):
            if happened.matter == own:
                yield sentence
            else:
                yield read.say(says.ELSEWHERE, title=happened.state.title, sentence=sentence)
    if untold:
        yield read.say(says.ELSEWHERE_UNTOLD, count=len(untold))
