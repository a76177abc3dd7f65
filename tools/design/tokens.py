"""The tokens as tokens.css says them: name, value in light and dark, and what each is for."""

import re
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
WEB = REPOSITORY / "src" / "buckstop" / "web"
STATIC = WEB / "static"
SHEET = STATIC / "tokens.css"

_BLOCK = re.compile(r"^:root \{\n(.*?)^\}", re.DOTALL | re.MULTILINE)
_ENTRY = re.compile(
    r"^  /\* (?P<group>[^*]+) \*/$|^  --(?P<name>[\w-]+): (?P<value>[^;]+); /\* (?P<why>[^*]+) \*/$", re.MULTILINE
)
_DECLARED = re.compile(r"--([\w-]+):")
_BOTH = re.compile(r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
_WIDTH = re.compile(r"^   (\d+rem): (.+?)(?: \*/)?$", re.MULTILINE)
_PAPER = re.compile(r"@media print \{.*?\n  :root \{ (.*?) \}", re.DOTALL)
_SET = re.compile(r"--([\w-]+): ([^;]+);")
_SHADE = re.compile(r"\.heat-\d \{ background: color-mix\(in srgb, var\(--accent\) (\d+)%, var\(--paper\)\); \}")


@dataclass(frozen=True, slots=True)
class Token:
    """A name for a value.

    Args:
        group: heading it stands under.
        dark: the value where the page is dark; the same as `light` for what is no colour.
        why: what it is for.
    """

    name: str
    group: str
    light: str
    dark: str
    why: str

    @property
    def is_colour(self) -> bool:
        """Whether it is a colour, which light and dark pages show differently."""
        return self.light.startswith("#")


def tokens(sheet: str) -> tuple[Token, ...]:
    """Every token of a sheet that says what it is for, in its order."""
    found, group = [], ""
    for entry in _ENTRY.finditer(_block(sheet)):
        if entry["group"]:
            group = entry["group"]
            continue
        both = _BOTH.fullmatch(entry["value"])
        value = re.sub(r"\s+", " ", entry["value"])
        light, dark = both.groups() if both else (value, value)
        found.append(Token(entry["name"], group, light, dark, entry["why"]))
    return tuple(found)


def declared(sheet: str) -> tuple[str, ...]:
    """Names of all tokens of a sheet, whether or not they say what they are for."""
    return tuple(_DECLARED.findall(_block(sheet)))


def _block(sheet: str) -> str:
    found = _BLOCK.search(sheet)
    assert found, "the sheet has no :root"
    return found[1]


def widths(sheet: str) -> dict[str, str]:
    """Widths at which the layout changes, with what changes."""
    return dict(_WIDTH.findall(sheet))


def on_paper(sheet: str) -> dict[str, str]:
    """Tokens that have another value on paper, with it."""
    found = _PAPER.search(sheet)
    assert found, "the sheet says nothing of paper"
    return dict(_SET.findall(found[1]))


def darkest_shade() -> int:
    """How much of the accent, in percent, the darkest cell of the table of who gave to whom has."""
    return max(int(percent) for percent in _SHADE.findall((STATIC / "boards.css").read_text("utf-8")))
