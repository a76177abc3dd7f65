"""Sentences in the reader's language, from the catalogue that lies beside the code."""

from functools import cache
from importlib.resources import files
from types import MappingProxyType

from babel.messages.pofile import read_po

from buckstop.i18n import Translate

LANGUAGES = MappingProxyType({"en": "English", "zh_Hans": "\u7b80\u4f53\u4e2d\u6587"})


@cache
def _sentences(language: str) -> dict[str, str]:
    source = files("buckstop").joinpath("locale", language, "LC_MESSAGES", "buckstop.po")
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


def translator(language: str) -> Translate:
    """A function from an English sentence to that sentence in `language`; what is not translated stays English.

    Why: the catalogue is read as it stands, never from a compiled copy that could be older (a few ms, once).

    Args:
        language: one of `LANGUAGES`.
    """
    if language == "en":
        return str
    sentences = _sentences(language)
    return lambda sentence: sentences.get(sentence, sentence)
