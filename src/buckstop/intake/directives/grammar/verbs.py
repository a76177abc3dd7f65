"""The verbs by which a text says what a unit does, with the words that may stand before and behind them.

"A shall actively support", "B takes the lead and carries it out", "C is the lead unit": one verb each.
"""

from buckstop.intake.directives.words import any_of, entry, spaced

_NOT_MUST = rf"(?!{entry('zh', 'verbs.not_must')})"
_MOST = 3  # words in a row before a verb or behind it
_LEADING = rf"(?:(?:{any_of('verbs.must')}{_NOT_MUST}|{any_of('verbs.adverbs')})\s*){{0,{_MOST}}}"
_TAILS = rf"(?:{any_of('verbs.tails')}){{0,{_MOST}}}"
BY_DUTIES = rf"(?:{any_of('verbs.by_duties')}|{entry('zh', 'verbs.duties')})"
TOGETHER = rf"{_LEADING}{any_of('verbs.together')}"
MUST = rf"{any_of('verbs.must')}{_NOT_MUST}"
TOLD = rf"{any_of('verbs.must', 'verbs.told')}{_NOT_MUST}"


def closing(role: str) -> str:
    """A pattern of the verbs of a role that end their clause.

    Args:
        role: `lead`, `responsible` or `support`.
    """
    pieces, nouns = (spaced(tuple(entry("zh", f"labels.pieces.{name}"))) for name in (role, "nouns"))
    named = rf"{any_of('verbs.to_be')}{pieces}{nouns}"
    return rf"(?:{named}|{_LEADING}{any_of(f'verbs.{role}')}{_TAILS})"


def opening(role: str) -> str:
    """A pattern of the verbs of a role that may have their task right behind them."""
    found = (
        rf"(?:{any_of('verbs.open_responsible')}|{BY_DUTIES})"
        if role == "responsible"
        else any_of(f"verbs.open_{role}")
    )
    return rf"{_LEADING}{found}(?!{entry('zh', 'verbs.not_verbs')})"
