"""Labels: the words before a colon, over a column or in brackets that say what stands behind or below them.

Officials make them of few pieces ("joint | responsible | unit"), so they are read piece by piece, beside those that are
listed whole. One that is made of other pieces ("supervising unit") is a label too: of something that is no part of the
task, so that what stands behind it is nobody's duty.
"""

import re

from buckstop.intake.directives.words import compiled, entry, listed, spaced

_GROUPS = ("lead", "responsible", "support", "leader", "due", "beside", "task", "detail", "output")
_LABEL_OF = {word.casefold(): group for group in reversed(_GROUPS) for word in listed(f"labels.{group}")}
_LONG_LABEL = 4  # characters of a label that may do without a colon at the beginning of a line
_ROLES = ("support", "lead", "responsible")
_GAP = "[ \u3000]{0,2}"


def _piece(name: str) -> str:
    return spaced(tuple(entry("zh", f"labels.pieces.{name}")))


def _of_role(name: str) -> re.Pattern[str]:
    return re.compile("|".join(entry("zh", f"labels.pieces.{name}")))


_ROLE = "(?:" + "|".join(_piece(role) for role in _ROLES) + ")"
_NOUN, _MODIFIER, _TIME = _piece("nouns"), _piece("modifiers"), _piece("time")
_NOTE = rf"[(\uff08](?:{_ROLE}|{_NOUN})(?:[\u3001\u548c\u53ca/]?(?:{_ROLE}|{_NOUN})){{0,2}}[)\uff09]"
_REMARK = "[(\uff08][^()\uff08\uff09:\uff1a]{1,20}[)\uff09]"
_OF_UNITS = (
    rf"(?:{_MODIFIER}{_GAP}){{0,2}}{_ROLE}(?:{_GAP}[\u3001\u548c\u53ca/]?{_ROLE}){{0,2}}(?:{_NOTE})?"
    rf"{_GAP}(?:{_NOUN})(?:{_GAP}{_NOUN})?(?:{_NOTE}|{_REMARK})?"
)
_OF_TIME = rf"(?:{_piece('time_modifiers')}{_GAP}){{1,3}}{_TIME}(?:{_GAP}{_piece('time_ends')})?"
_OF_LEADERS = rf"(?:{_piece('leader_modifiers')}{_GAP}){{1,3}}{_piece('leaders')}"
_OTHERS = entry("zh", "labels.pieces.others")
_LISTED = spaced(tuple(_LABEL_OF))
KNOWN_LABELS = rf"(?:{_OF_UNITS}|{_OF_TIME}|{_OF_LEADERS}|{_LISTED})"
_ENGLISH = entry("en", "labels.patterns")
_IN_ENGLISH = rf"\b(?:{'|'.join(_ENGLISH.values())})(?=\s*[:|])"
LABELS = rf"(?:{KNOWN_LABELS}|{_IN_ENGLISH}|{_OTHERS})"
# Those that are known without a colon behind them: long enough to be no word of a sentence.
LONG_LABELS = "(?:" + "|".join(
    (_OF_UNITS, _OF_TIME, _OF_LEADERS, spaced(tuple(word for word in _LABEL_OF if len(word) >= _LONG_LABEL and not word.isascii())))
) + ")"  # fmt: skip
_WHOLE = tuple(
    (kind, compiled(pattern)) for kind, pattern in (("units", _OF_UNITS), ("due", _OF_TIME), ("leader", _OF_LEADERS))
)
_BY_ROLE = {role: _of_role(role) for role in _ROLES}
_ANY_REMARK, _NOTED = re.compile(_REMARK), re.compile(_NOTE)
_BLANK = re.compile(r"[\s\u3000]+")


def kind_of_label(words: str) -> str | None:
    """What a label announces; None where the words are no label.

    Returns:
        `lead`, `responsible`, `support`, `leader`, `due`, `task`, `detail`, `output`, or `beside` for what is no part of
        the task.
    """
    folded = " ".join(words.casefold().split()) if words.isascii() else _BLANK.sub("", words)
    if folded in _LABEL_OF:
        return _LABEL_OF[folded]
    if words.isascii():
        return next((kind for kind, pattern in _ENGLISH.items() if re.fullmatch(pattern, folded)), None)
    for kind, pattern in _WHOLE:
        if pattern.fullmatch(folded):
            return _role(folded) if kind == "units" else kind
    return "beside" if re.fullmatch(_OTHERS, folded) else None


def _role(words: str) -> str:
    """The role a label's pieces give; where they give two ("lead and joint units"), nobody is said to lead."""
    own = _ANY_REMARK.sub(lambda note: note.group() if _NOTED.fullmatch(note.group()) else "", words)
    found = [role for role in _ROLES if _BY_ROLE[role].search(own)]
    return "responsible" if found[:2] == ["support", "lead"] else found[0]
