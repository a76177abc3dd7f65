"""Lines that a page of the web or of print brought along: menus, buttons, page numbers, copyright.

They become residue: kept and shown struck out, never read.
"""

import re

from buckstop.intake.directives.words import compiled, either, entry, listed

_WHOLE = compiled("|".join(f"(?:{line})" for line in listed("residue.lines")))
_FOOTER = compiled(either("residue.footers"))
_MENU = re.compile(entry("zh", "residue.menu"))
_BULLET = re.compile(entry("zh", "residue.bullet"))
_MENU_MIN = 4
_MENU_WORD = 10
_LINKS_MIN = 8
_LINK = 12
_SAID = re.compile("[\u3002\uff0c,;\uff1b:\uff1a]")


def residue_among(lines: tuple[str, ...]) -> frozenset[int]:
    """Places of the lines that are furniture of a page."""
    furniture = {place for place, line in enumerate(lines) if _is_furniture(line.strip())}
    furniture |= _lists_of_links(lines)
    for place, line in enumerate(lines):
        beside = {place - 1, place + 1} & furniture
        if beside and _FOOTER.match(line.strip()):
            furniture.add(place)
    return frozenset(furniture)


def _is_furniture(line: str) -> bool:
    if not line:
        return False
    if _WHOLE.fullmatch(line):
        return True
    words = [word for word in _MENU.split(line) if word]
    return (
        len(words) >= _MENU_MIN
        and all(len(word) <= _MENU_WORD for word in words)
        and "|" in line.replace("\uff5c", "|")
    )


def _lists_of_links(lines: tuple[str, ...]) -> set[int]:
    """Long runs of bulleted lines that are names only: the links of a page to other pages."""
    found: set[int] = set()
    run: list[int] = []
    for place, line in enumerate((*lines, "")):
        stripped = line.strip()
        name = _BULLET.sub("", stripped)
        if stripped != name and len(name) <= _LINK and not _SAID.search(name):
            run.append(place)
            continue
        if len(run) >= _LINKS_MIN:
            found.update(run)
        run = []
    return found
