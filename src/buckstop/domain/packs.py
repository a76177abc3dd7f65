"""Rule packs as values: what a rule says, where it comes from, how binding it is, and the limits the protocol reads.

A pack is read from files by `buckstop.app.rulepacks`; here are only values and typed access to them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.errors import BuckstopError


class RuleAccessError(BuckstopError):
    """The program asked a pack for a rule it has not, or for a value of another kind: a fault of the program."""


class Force(StrEnum):
    """How binding a rule is: statute, party rule, policy paper, rule of one place, or our own default."""

    LAW = "law"
    PARTY = "party"
    POLICY = "policy"
    LOCAL = "local"
    DEFAULT = "default"


BINDING = frozenset({Force.LAW, Force.PARTY})  # what a county may tighten at most, never loosen


class Evidence(StrEnum):
    """What the value rests on: the text itself was read, a secondary page was read, or it is our own proposal."""

    TEXT = "text"
    SECONDARY = "secondary"
    PROPOSAL = "proposal"


class Direction(StrEnum):
    """Where the stricter values of a rule lie."""

    LOWER = "lower"
    HIGHER = "higher"


class Unit(StrEnum):
    """What a counted value counts. Those that are spans of time are in `SpanUnit`."""

    CHARACTER = "character"
    DAY_OF_MONTH = "day_of_month"
    HALF_DAY = "half_day"
    ITEM = "item"
    LEVEL = "level"
    PAGE = "page"
    PER_SECOND = "per_second"
    PER_YEAR = "per_year"
    PERCENT = "percent"
    PERSON = "person"
    PERSON_HOUR = "person_hour"
    SECOND = "second"
    TIME = "time"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Term:
    """One item of an enumeration, with its words in both languages.

    Args:
        key: stable English name; what events and programs hold.
        en: the words in English.
        zh: the words in Chinese.
        basis: rule or article the item rests on; "" where it is our own.
        basis_zh: the same in Chinese.
    """

    key: str
    en: str
    zh: str
    basis: str = ""
    basis_zh: str = ""


Value = bool | int | str | Span | tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read.

    Args:
        key: name inside the pack.
        title: instrument with number and date, in English.
        title_zh: the same in Chinese.
        article: article, paragraph or section; "" where the whole is meant or the page did not tell.
        seen: which copy was read: host and date, or collection; "" for our own proposals.
    """

    key: str
    title: str
    title_zh: str
    article: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a county's own file made of a rule.

    Args:
        by: office or post that changed it.
        on: day of the change.
        reason: why, in their words.
        was: the value of the pack.
        file: name of the county's file.
    """

    by: str
    on: date
    reason: str
    was: Value
    file: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a value with its source, force and history.

    Args:
        id: dotted name, stable.
        force: how binding it is.
        value: see `Value`; a number with a unit of time is a `Span`.
        unit: value of a `SpanUnit` or `Unit`; "" for yes or no, words and enumerations.
        source: where it was read.
        evidence: what the value rests on.
        verified_on: day on which source and value were last compared.
        title: what it rules, in English.
        title_zh: the same in Chinese.
        origin: pack and file it comes from, such as `zh_CN/protocol.toml`.
        note: what a reader must know beside it; "" for nothing.
        note_zh: the same in Chinese.
        stricter: where its stricter values lie; None where it has no such order.
        least: smallest number it may have.
        most: largest number it may have; None for no limit.
        must_hold: keys an enumeration must keep, whatever a county makes of it.
        change: what the county changed; None where it stands as shipped.
    """

    id: str
    force: Force
    value: Value
    unit: str
    source: Source
    evidence: Evidence
    verified_on: date
    title: str
    title_zh: str
    origin: str
    note: str = ""
    note_zh: str = ""
    stricter: Direction | None = None
    least: int = 0
    most: int | None = None
    must_hold: tuple[str, ...] = ()
    change: Change | None = None

    @property
    def changed_by(self) -> str:
        """The office that changed the value, or "" where it stands as shipped."""
        return self.change.by if self.change else ""


@dataclass(frozen=True, slots=True)
class ProtocolRules:
    """The limits and clocks one profile of the responsibility protocol runs by.

    Args:
        moves: hand-overs and returns after which the arbiter decides (k), at least 1.
        appeals: appeals one matter may see (R).
        depth: levels a matter may be delegated down (D), at least 1.
        claim: time the holder has to offer a new matter on before it is theirs.
        offer: time the offered unit has to accept or return.
        ask: longest pause of an offer for a question.
        decide: time the arbiter has before the matter is the arbiter's own.
        appeal: time an appeal may be pending before it is dismissed.
        verify: time the verifier has.
        support: time a unit has to answer a request for support.
        upward: time a superior has to answer a request for authority, people, money or a ruling.
        extension_answer: time the giver has to answer a request for a later deadline.
        wait_confirm: time in which an external wait must be confirmed.
        extensions: later deadlines granted at most.
        reopen_within: time after closing in which a matter may be reopened.
        reopens: reopenings one matter may see.
        urge_before: how long before a due the reminder goes out.
        minimum_service: least time a unit is given for a matter unless it registered another.
        return_reasons: keys of the reasons with which an offer may be returned.
        escalate_reasons: keys of the reasons with which the arbiter may be asked.
        wait_near_deadline: a wait begun this near the deadline is shown.
    """

    moves: int
    appeals: int
    depth: int
    claim: Span
    offer: Span
    ask: Span
    decide: Span
    appeal: Span
    verify: Span
    support: Span
    upward: Span
    extension_answer: Span
    wait_confirm: Span
    extensions: int
    reopen_within: Span
    reopens: int
    urge_before: Span
    minimum_service: Span
    return_reasons: tuple[str, ...]
    escalate_reasons: tuple[str, ...]
    wait_near_deadline: Span


_FIRST_PREFIX = "protocol"
# Profile -> where its rules are looked up, in this order: what an emergency does not change stays as it is.
PROFILES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"normal": (_FIRST_PREFIX,), "urgent": ("urgent", _FIRST_PREFIX)}
)
PROTOCOL_COUNTS = MappingProxyType({"moves": 1, "appeals": 0, "depth": 1, "extensions": 0, "reopens": 0})  # -> least
# -> keys no county may take out: a unit can always say that something is not its duty.
PROTOCOL_TERMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"return_reasons": frozenset({"not_our_duty"}), "escalate_reasons": frozenset()}
)
PROTOCOL_SPANS = tuple(
    name for name in ProtocolRules.__slots__ if name not in PROTOCOL_COUNTS and name not in PROTOCOL_TERMS
)


@dataclass(frozen=True, slots=True)
class Pack:
    """All rules that hold in one organisation.

    Args:
        id: name of the pack, such as `zh_CN`.
        rules: by id.
    """

    id: str
    rules: Mapping[str, Rule]

    def rule(self, rule_id: str) -> Rule | None:
        """The rule with that id, or None."""
        return self.rules.get(rule_id)

    def value(self, rule_id: str) -> Value:
        """What the rule with that id says.

        Raises:
            RuleAccessError: the pack has no such rule.
        """
        found = self.rules.get(rule_id)
        if found is None:
            raise RuleAccessError(f"The rule pack {self.id} has no rule {rule_id}.")
        return found.value

    def number(self, rule_id: str) -> int:
        """The counted value of a rule.

        Raises:
            RuleAccessError: there is no such rule, or it counts nothing.
        """
        value = self.value(rule_id)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._other_kind(rule_id, "a number")
        return value

    def span(self, rule_id: str) -> Span:
        """The span of time a rule sets.

        Raises:
            RuleAccessError: there is no such rule, or it sets no time.
        """
        value = self.value(rule_id)
        if not isinstance(value, Span):
            raise self._other_kind(rule_id, "a span of time")
        return value

    def holds(self, rule_id: str) -> bool:
        """Whether a duty or ban is in force here; a pack without that rule does not have it in force.

        Raises:
            RuleAccessError: the rule is no duty and no ban.
        """
        value = False if rule_id not in self.rules else self.value(rule_id)
        if not isinstance(value, bool):
            raise self._other_kind(rule_id, "yes or no")
        return value

    def terms(self, rule_id: str) -> tuple[Term, ...]:
        """The items a rule enumerates, in its order: the graded ladder, tolerance questions, kinds, banned contents.

        Raises:
            RuleAccessError: there is no such rule, or it enumerates nothing.
        """
        value = self.value(rule_id)
        if not isinstance(value, tuple):
            raise self._other_kind(rule_id, "an enumeration")
        return value

    def keys(self, rule_id: str) -> tuple[str, ...]:
        """The keys of the items a rule enumerates, in its order.

        Raises:
            RuleAccessError: there is no such rule, or it enumerates nothing.
        """
        return tuple(term.key for term in self.terms(rule_id))

    def protocol(self, profile: str) -> ProtocolRules:
        """The limits and clocks of a profile: `normal`, or `urgent` for an emergency.

        Raises:
            RuleAccessError: there is no such profile, or the pack lacks one of its rules.
        """
        prefixes = PROFILES.get(profile)
        if prefixes is None:
            raise RuleAccessError(f"There is no profile {profile}; there are: {', '.join(PROFILES)}.")

        def place(name: str) -> str:
            own = f"{prefixes[0]}.{name}"
            return own if own in self.rules else f"{prefixes[-1]}.{name}"

        moves, appeals, depth, extensions, reopens = (self.number(place(name)) for name in PROTOCOL_COUNTS)
        return_reasons, escalate_reasons = (self.keys(place(name)) for name in PROTOCOL_TERMS)
        spans = {name: self.span(place(name)) for name in PROTOCOL_SPANS}
        return ProtocolRules(
            moves=moves,
            appeals=appeals,
            depth=depth,
            extensions=extensions,
            reopens=reopens,
            return_reasons=return_reasons,
            escalate_reasons=escalate_reasons,
            **spans,
        )

    def digest(self) -> str:
        """SHA-256 in hexadecimal over the ids and values of all rules: two organisations with the same digest run alike.

        Titles, notes, sources and the words of enumerations do not enter: mending them changes nothing that is decided.
        """
        lines = [[rule.id, rule.unit, _plain(rule.value)] for _, rule in sorted(self.rules.items())]
        text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def _other_kind(self, rule_id: str, wanted: str) -> RuleAccessError:
        return RuleAccessError(f"The rule {rule_id} of the pack {self.id} is not {wanted}.")


def _plain(value: Value) -> bool | int | str | list[str]:
    if isinstance(value, Span):
        return value.amount
    return [term.key for term in value] if isinstance(value, tuple) else value


def is_span_unit(unit: str) -> bool:
    """Whether a unit of a rule counts time that a calendar can lay out."""
    return unit in {known.value for known in SpanUnit}


def amount(value: Value) -> int | None:
    """The number of a counted value or of a span, or None where a value has none."""
    if isinstance(value, Span):
        return value.amount
    return None if isinstance(value, bool) or not isinstance(value, int) else value


def loosens(rule: Rule, value: Value) -> bool:
    """Whether a county may not put this value in the place of the shipped one, because law or party rule forbids it.

    Why: a statute leaves room to be stricter only where the rule says in which direction that lies.
    """
    if rule.force not in BINDING or value == rule.value:
        return False
    old, new = amount(rule.value), amount(value)
    if rule.stricter is None or old is None or new is None:
        return True
    return new > old if rule.stricter is Direction.LOWER else new < old
