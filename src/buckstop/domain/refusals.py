"""A legitimate no, as a value: a code that names the obstacle and the facts a reader needs to act on it.

Codes are stable strings: pages, the API and other programs read them. Their sentences stand in `text/refusals.py`.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Refusal:
    """What stands in the way of a command; nothing was written.

    Args:
        code: names the obstacle; one of the StrEnums of codes beside the rules that refuse.
        fields: facts for the sentence, as (name, value) pairs sorted by name.
    """

    code: StrEnum
    fields: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: StrEnum, **fields: object) -> "Refusal":
        """A refusal whose facts are written as text."""
        return cls(code, tuple(sorted((name, str(value)) for name, value in fields.items())))

    def field(self, name: str) -> str:
        """The fact of that name, empty where the refusal has none."""
        return dict(self.fields).get(name, "")
