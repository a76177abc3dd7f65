"""Numbers written out in Chinese characters, as far as dates and small counts need them."""

from buckstop.intake.directives.words import entry

_DIGITS: dict[str, int] = entry("zh", "dates.written_digits")
_TEN: str = entry("zh", "dates.ten")


def written_number(words: str) -> int:
    """The number that digits or characters mean, up to 99: "12", "twelve" in characters.

    Args:
        words: digits, or characters for one to ninety-nine.
    """
    if words.isascii():
        return int(words)
    tens, ten, ones = words.partition(_TEN)
    if not ten:
        return _DIGITS[words[-1]]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def written_year(words: str) -> int:
    """A year in digits, or in characters one by one."""
    return int(words) if words.isascii() and words.isdigit() else int("".join(str(_DIGITS[sign]) for sign in words))
