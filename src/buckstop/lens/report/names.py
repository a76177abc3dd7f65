"""Names: what a holder and a case are called in a report. Persons are pseudonyms unless the caller asked otherwise."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.lens.engine import Session
from buckstop.lens.report.words import Words, shown_name


@dataclass(frozen=True)
class Names:
    """Display names by holder number.

    Args:
        by_number: display name of every holder of the level.
        pseudonyms: the names of persons were replaced.
        by_value: whether holders may stand in the order of a value (hours); never for persons.
    """

    by_number: dict[int, str]
    pseudonyms: bool
    by_value: bool

    @classmethod
    def of(
        cls, holders: Iterable[tuple[int, str, str]], words: Words, *, personal: bool, show_persons: bool, salt: str
    ) -> "Names":
        """Names of the holders (number, name, kind).

        Why the hash: a pseudonym's number must tell nothing, neither the alphabet nor who came first or holds most.
        It is stable: the same log gives the same person the same number.
        """
        rows = list(holders)
        hidden = {number for number, _name, kind in rows if (personal or kind == "person") and not show_persons}
        digests = sorted((hashlib.sha256(f"{salt}\0{name}".encode()).digest(), number) for number, name, _kind in rows)
        names = {number: shown_name(name) for number, name, _kind in rows if number not in hidden}
        place = 0
        for _digest, number in digests:
            if number in hidden:
                place += 1
                names[number] = words.say(_("Person %(number)s"), number=str(place))
        return cls(names, bool(hidden), not personal)

    def __getitem__(self, number: int) -> str:
        return self.by_number.get(number, f"#{number}")

    def order(self, numbers: Iterable[int]) -> list[int]:
        """The numbers in the order of their names; "Team 9" before "Team 10"."""
        return sorted(numbers, key=lambda number: (natural_key(self[number]), number))


def shown_names(session: Session, translate: Translate, language: str, *, show_persons: bool) -> Names:
    """What every holder of a session is called in anything that leaves the house."""
    words = Words(translate, language, session.store.meta.zone)
    rows = session.rows("select holder_no, holder_name, kind from holders")
    holders = ((int(str(number)), str(name), str(kind)) for number, name, kind in rows)
    personal = session.level.is_personal
    return Names.of(holders, words, personal=personal, show_persons=show_persons, salt=session.store.meta.source)


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key under which digits count as numbers."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for character in name.casefold() + "\0":
        if character.isascii() and character.isdigit():
            digits += character
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        parts.append((1, 0, character))
    return tuple(parts)
