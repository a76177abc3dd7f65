"""Top-level members of a large JSON object, one array item at a time.

Why: the standard library reads a document whole; an object-centric log of a million events would need gigabytes. The
standard scanner does the work per item, so only one item is in memory.
"""

import codecs
import json
import re
from collections.abc import Iterator

from buckstop.i18n import gettext_noop as _
from buckstop.intake.byte_source import CHUNK, ByteSource, SourceStream
from buckstop.intake.raw import Progress, UnreadableLogError

_BLANK = re.compile(r"[ \t\r\n]*")
# Numbers stay the texts that stand in the file.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)

Json = dict[str, "Json"] | list["Json"] | str | bool | None


def top_level_items(
    source: ByteSource, arrays: frozenset[str], progress: Progress | None = None
) -> Iterator[tuple[str, Json]]:
    """Members of the object a file holds: (key, item) for each item of the named arrays, (key, value) for the others.

    Refuses: `json.not_an_object`, `json.truncated`, `json.damaged`, and what `ByteSource` refuses.
    """
    with source.open(progress) as stream:
        yield from _members(_Text(source.name, stream), source.name, arrays)


def _members(text: "_Text", file: str, arrays: frozenset[str]) -> Iterator[tuple[str, Json]]:
    if text.next_mark() != "{":
        raise UnreadableLogError(
            "json.not_an_object",
            _("%(file)s is JSON, but not an object-centric log (OCEL 2.0): export the log as CSV, XES or OCEL."),
            file=file,
        )
    text.skip("{")
    if text.next_mark() == "}":
        return
    while True:
        key = text.value()
        text.skip(":")
        if key in arrays and text.next_mark() == "[":
            text.skip("[")
            while text.next_mark() != "]":
                yield str(key), text.value()
                if text.next_mark() == ",":
                    text.skip(",")
            text.skip("]")
        else:
            yield str(key), text.value()
        if text.next_mark() == "}":
            return
        text.skip(",")


class _Text:
    """A sliding window over the characters of a file."""

    def __init__(self, file: str, stream: SourceStream) -> None:
        self._file = file
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._window = ""
        self._place = 0
        self._gone = 0  # characters before the window
        self._ended = False

    def next_mark(self) -> str:
        """The next character that is not blank, without taking it; "" at the end."""
        while True:
            match = _BLANK.match(self._window, self._place)
            self._place = match.end() if match else self._place
            if self._place < len(self._window):
                return self._window[self._place]
            if not self._more(1):
                return ""

    def skip(self, mark: str) -> None:
        if (found := self.next_mark()) != mark:
            raise self._failure() if found else self._truncated()
        self._place += 1

    def value(self) -> Json:
        """The next value of any kind."""
        self.next_mark()
        needed = CHUNK
        while True:
            try:
                found: tuple[Json, int] = _DECODER.raw_decode(self._window, self._place)
            except json.JSONDecodeError as error:
                if self._more(needed):
                    needed *= 2  # so that a long value is not scanned once per block
                    continue
                raise (self._truncated() if error.pos >= len(self._window) - 1 else self._failure()) from error
            except RecursionError as error:  # no log nests so deep
                raise self._failure() from error
            value, end = found
            if end == len(self._window) and self._more(1):  # a number may go on
                continue
            self._place = end
            return value

    def _more(self, size: int) -> bool:
        """Take in at least so many characters; False if there are none left."""
        if self._ended:
            return False
        self._gone += self._place
        pieces, got = [self._window[self._place :]], 0
        self._place = 0
        try:
            while got < size and not self._ended:
                block = self._stream.read(CHUNK)
                self._ended = not block
                pieces.append(self._decoder.decode(block, final=self._ended))
                got += len(pieces[-1])
        except UnicodeDecodeError as error:
            raise UnreadableLogError(
                "json.not_utf8",
                _("%(file)s is not written in UTF-8, as JSON must be: save it as UTF-8."),
                file=self._file,
            ) from error
        self._window = "".join(pieces)
        return got > 0

    def _truncated(self) -> UnreadableLogError:
        return UnreadableLogError(
            "json.truncated",
            _("%(file)s ends after %(characters)s characters in the middle of its data: copy or download it again."),
            file=self._file,
            characters=self._gone + len(self._window),
        )

    def _failure(self) -> UnreadableLogError:
        return UnreadableLogError(
            "json.damaged",
            _("%(file)s is not valid JSON at or after character %(character)s: export the log again."),
            file=self._file,
            character=self._gone + self._place + 1,
        )
