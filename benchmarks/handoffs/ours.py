"""Buckstop handing matters over: OFFER by the holder, ACCEPT by the offeree, both through `buckstop.app.handle`.

One hand-off is two commands here, each a durable transaction with an event, a state, an answer and a signed
acknowledgement of its own: nobody can be made to hold what they did not accept. Every command comes from a person who
must hold a post of the unit, names the version it saw and carries a key of its own; nothing is switched off.

Two things are of the benchmark alone. Matters are opened with a million moves, for with the two of the rule pack each
could be handed over twice only; counters are fixed at opening, so that the commands measured run under the pack as it
is. And they are opened by the thousand in one transaction, by the same `decide` and into the same tables as ever.
"""

import json
import os
import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.parse import quote

from benchmarks.handoffs.command import USER, Place, answer, arguments, place
from benchmarks.handoffs.load import Client, ConflictError
from benchmarks.handoffs.newer_sqlite import sqlite3
from benchmarks.handoffs.postgresql import connect, create_database
from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission
from buckstop.app.bootstrap import DATABASE, HomeConfig, create_ledger, open_ledger
from buckstop.app.handle import handle
from buckstop.app.sight import Sight, change_of, look_and_decide
from buckstop.domain.ids import MatterId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.matter.commands.accountability import AcceptOffer, OfferMatter, OpenMatter
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor, Terms
from buckstop.domain.organisation_commands import (
    AppointPerson,
    CreatePost,
    FoundOrganisation,
    FoundUnit,
    RegisterPerson,
)
from buckstop.domain.posts import Role
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind
from buckstop.ledger.codec import decode_matter
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import Change

if TYPE_CHECKING:
    from buckstop.app.ledger import Ledger

_MOVES = 1_000_000
_PER_TRANSACTION = 1_000
_ACCEPTED = b'"type":"matter.accepted"'
# What somebody else being faster is answered with; any other refusal is a mistake of the benchmark.
_FASTER = {DoorRefusal.STALE_VERSION, DoorRefusal.BUSY}


def unit_id(number: int) -> UnitId:
    """The unit with this number, from 0."""
    return UnitId(f"unit-{number:05d}")


def matter_id(number: int) -> MatterId:
    """The matter with this number, from 0."""
    return MatterId(f"matter-{number:08d}")


def speaker(unit: UnitId) -> Actor:
    """The one person of a unit, speaking from the one post."""
    return Actor(PersonId(f"person-of-{unit}"), unit, PostId(f"post-of-{unit}"))


class RefusedError(Exception):
    """A command was refused that nothing should stand in the way of."""


class Buckstop:
    """A ledger under load.

    Args:
        numbered: a sequencer numbers and signs the log all the while, in the process of the first client.
    """

    def __init__(self, place: Place, *, numbered: bool = False) -> None:
        self._place = place
        self._numbered = numbered
        self._database = "buckstop_numbered" if numbered else "buckstop"
        self._home = place.folder / "ledger"
        self._size = place.folder / "size.json"

    def prepare(self, matters: int, units: int) -> None:
        """Found a fresh ledger, open the matters, number the log."""
        shutil.rmtree(self._place.folder, ignore_errors=True)
        self._place.folder.mkdir(parents=True)
        self._size.write_text(json.dumps({"matters": matters, "units": units}), encoding="utf-8")
        store = f"sqlite:{DATABASE}"
        if self._place.host:
            create_database(self._place.host, self._database)
            store = f"postgresql://{USER}@/{self._database}?host={quote(self._place.host, safe='')}"
        ledger = create_ledger(self._home, HomeConfig(origin="benchmark.example/handoffs", store=store))
        with closing(ledger.store):
            _found(ledger, units)
            _open(ledger, matters, units)
            sequencer = Sequencer(ledger.store, ledger.sign_root)
            while sequencer.run_once():
                pass
        if self._place.host:
            with connect(self._place.host, self._database) as connection:
                connection.execute("VACUUM ANALYZE")

    def client(self, number: int, clients: int) -> Client:
        """One who speaks for whichever unit holds or was offered one of its matters."""
        size = json.loads(self._size.read_text(encoding="utf-8"))
        ledger = open_ledger(self._home)
        if self._numbered and number == 0:
            sequencer = Sequencer(ledger.store, ledger.sign_root)
            Thread(target=sequencer.run, args=(Event(),), daemon=True).start()
        return _Client(ledger, range(number, size["matters"], clients), size["units"])

    def history_rows(self) -> int:
        """Acceptances in the log: each ends one hand-off."""
        if self._place.host:
            with connect(self._place.host, self._database) as connection:
                found = connection.execute(
                    "SELECT count(*) FROM ledger.event WHERE position(%b::bytea IN body) > 0", (_ACCEPTED,)
                ).fetchone()
            return int(str(found[0])) if found else 0
        with closing(sqlite3.connect(self._home / DATABASE)) as file:
            (rows,) = file.execute("SELECT count(*) FROM event WHERE instr(body, ?) > 0", (_ACCEPTED,)).fetchone()
        return int(rows)

    def holders(self, matters: Iterable[str]) -> dict[str, str]:
        """From the states."""
        ledger = open_ledger(self._home)
        with closing(ledger.store):
            loaded = ledger.store.load(list(matters))
        return {name: snapshot.lookup.holder for name, snapshot in loaded.snapshots.items()}


class _Client:
    """Random hand-offs over the matters of one client, whose holders and versions it keeps in mind as a page would."""

    def __init__(self, ledger: "Ledger", matters: range, units: int) -> None:
        self._ledger = ledger
        self._matters = matters
        self._units = units
        self._seen: dict[MatterId, Matter] = {}

    def hand_off(self) -> tuple[str, str]:
        matter = self._look(matter_id(random.choice(self._matters)))
        to = unit_id(random.randrange(self._units))
        if to == matter.holder:
            to = unit_id((int(to.removeprefix("unit-")) + 1) % self._units)
        offered = self._do(speaker(matter.holder), OfferMatter(matter=matter.id, to=to), matter.version)
        assert offered.offer is not None
        accept = AcceptOffer(matter=matter.id, offer=offered.offer.offer)
        accepted = self._do(speaker(to), accept, offered.version)
        self._seen[matter.id] = accepted
        return accepted.id, accepted.holder

    def _look(self, matter: MatterId) -> Matter:
        """The matter as it was last seen; before that, as it is stored."""
        if matter not in self._seen:
            self._seen[matter] = decode_matter(self._ledger.store.load([matter]).snapshots[matter].body)
        return self._seen[matter]

    def _do(self, actor: Actor, command: OfferMatter | AcceptOffer, version: int) -> Matter:
        outcome = handle(self._ledger, Submission(os.urandom(16).hex(), actor, command, version))
        match outcome:
            case Accepted(matter=Matter() as matter):
                return matter
            case Refused(refusal=refusal, matter=Matter() as matter) if refusal.code in _FASTER:
                self._seen[matter.id] = matter
                raise ConflictError
        raise RefusedError(outcome)


def _found(ledger: "Ledger", units: int) -> None:
    root = UnitId("hall")
    commands: list[object] = [
        FoundOrganisation(
            root=root,
            name="County Hall",
            outside_arbiter=UnitId("city"),
            outside_arbiter_name="The City",
            office=UnitId("office"),
            office_name="Supervision Office",
        )
    ]
    for number in range(units):
        unit = unit_id(number)
        actor = speaker(unit)
        assert actor.post is not None
        name = Sealed(SubjectId(actor.person), "name", "A" * 43 + "=")
        commands += [
            FoundUnit(unit=unit, name=f"Department {number}", kind=UnitKind.DEPARTMENT, superior=root),
            CreatePost(post=actor.post, unit=unit, title="Head", roles=frozenset({Role.LEADER})),
            RegisterPerson(person=actor.person, name=name),
            AppointPerson(person=actor.person, post=actor.post),
        ]
    outcome = handle(ledger, Submission("found", None, tuple(commands), None))
    if isinstance(outcome, Refused):
        raise RefusedError(outcome)


def _open(ledger: "Ledger", matters: int, units: int) -> None:
    ledger.rules = {profile: replace(rules, moves=_MOVES) for profile, rules in ledger.rules.items()}
    with ledger.store.exclusive() as writer:
        version = writer.load([]).organisation_version
    for first in range(0, matters, _PER_TRANSACTION):
        changes = _opened(ledger, version, range(first, min(first + _PER_TRANSACTION, matters)), units)
        with ledger.store.exclusive() as writer:
            writer.commit(_together(changes))


def _opened(ledger: "Ledger", version: int, numbers: range, units: int) -> Iterator[Change]:
    now = ledger.now()
    for number in numbers:
        matter, unit = matter_id(number), unit_id(number % units)
        terms = Terms(goal=f"Every household of village {number % 300} has running water", criteria=("tap tested",))
        command = OpenMatter(
            matter=matter, unit=unit, title=f"Matter {number}: running water", terms=terms, deadline_date=None
        )
        sight = Sight(ledger.organisation(version), version, {matter: None}, {})
        decision = look_and_decide(ledger, ledger.store, sight, speaker(unit), command, now)
        if isinstance(decision, Refusal):
            raise RefusedError(decision)
        yield change_of(sight, decision)


def _together(changes: Iterator[Change]) -> Change:
    """All of them as one."""
    parts = list(changes)
    return Change(
        expected={name: version for part in parts for name, version in part.expected.items()},
        events=tuple(event for part in parts for event in part.events),
        snapshots=tuple(snapshot for part in parts for snapshot in part.snapshots),
    )


def main() -> int:
    """Answer the command line."""
    parser = arguments()
    parser.add_argument("--numbered", action="store_true", help="with a sequencer at work")
    asked = parser.parse_args()
    return answer(asked, Buckstop(place(asked), numbered=asked.numbered))


if __name__ == "__main__":
    raise SystemExit(main())
