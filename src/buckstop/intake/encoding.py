"""Encoding: how the bytes of a text log become characters, and how sure that is.

Why: the same bytes read as GB18030, Big5 or cp1252 are all "valid". What can be proved (a byte order mark, strict
UTF-8 over the whole file) is; the rest is a guess, and a guess is told.
"""

import codecs
import re
from collections.abc import Generator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from buckstop.intake.byte_source import CHUNK, ByteSource
from buckstop.intake.raw import Progress

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Asked in this order of the statistics, and each is then proved against every byte.
_LEGACY = [
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp949",
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "iso8859_15",
]  # fmt: skip
_SAMPLE = 256 << 10
_UNITS = 4096
_ASCII = frozenset(b"\t\n\r" + bytes(range(0x20, 0x7F)))
# A file that is UTF-8, GB18030, ... but for this share of its non-ASCII characters is damaged, not another encoding.
_DAMAGE_SHARE = 0.02
# A bad byte or two, as of a file cut in the middle of a character, are damage wherever so many characters are good.
_DAMAGE_FEW = 2
_GOOD_MIN = 20
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class TextForm:
    """How to read the characters of a source.

    Args:
        encoding: Python codec.
        guessed: True if other encodings would read the bytes just as well.
        replaced: byte sequences that are not valid in it and read as U+FFFD.
    """

    encoding: str
    guessed: bool = False
    replaced: int = 0


def decide_encoding(source: ByteSource) -> TextForm:
    """The encoding of a text file, decided over all its bytes."""
    head = source.head(_SAMPLE)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return TextForm(codec, replaced=_bad_sequences(source, codec))
    if (wide := wide_without_mark(head)) and not _bad_sequences(source, wide):
        return TextForm(wide, guessed=True)
    bad, sample = _utf8_faults(source)
    if not bad:
        return TextForm("utf-8")
    good = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", sample))
    sample_bad = sample.decode("utf-8", "replace").count(_REPLACEMENT)
    if sample_bad <= _DAMAGE_SHARE * good:
        return TextForm("utf-8", guessed=True, replaced=bad)
    east_asian = _likely_east_asian(sample)
    for codec in east_asian:
        if not _bad_sequences(source, codec):
            return TextForm(codec, guessed=True)
    # Asked before the Western encodings: those read any bytes, and turn every character of the log into noise.
    for codec in east_asian:
        if _hardly_damaged(sample, codec):
            return TextForm(codec, guessed=True, replaced=_bad_sequences(source, codec))
    for codec in _likely_by_statistics(sample):
        if not _bad_sequences(source, codec):
            return TextForm(codec, guessed=True)
    return TextForm("latin-1", guessed=True)


def utf8_blocks(source: ByteSource, form: TextForm, progress: Progress | None = None) -> Generator[bytes, None, None]:
    """The characters of a source as UTF-8 blocks, without byte order mark; what cannot be decoded is U+FFFD."""
    with source.open(progress) as stream:
        if form.encoding == "utf-8" and not form.replaced:
            while block := stream.read(CHUNK):
                yield block
            return
        decoder = codecs.getincrementaldecoder(form.encoding)("replace")
        while block := stream.read(CHUNK):
            yield decoder.decode(block).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _bad_sequences(source: ByteSource, codec: str) -> int:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    with source.open() as stream:
        bad = 0
        while block := stream.read(CHUNK):
            bad += decoder.decode(block).count(_REPLACEMENT)
        return bad + decoder.decode(b"", final=True).count(_REPLACEMENT)


def _hardly_damaged(sample: bytes, codec: str) -> bool:
    good = len(_PAIR.findall(sample))
    bad = sample.decode(codec, "replace").count(_REPLACEMENT)
    return good >= _GOOD_MIN and bad <= max(_DAMAGE_FEW, _DAMAGE_SHARE * good)


def _utf8_faults(source: ByteSource) -> tuple[int, bytes]:
    """How many sequences are not UTF-8, and the lines that hold characters beyond ASCII, as many as fit the sample."""
    strict = codecs.getincrementaldecoder("utf-8")("strict")
    with source.open() as stream:
        try:
            while block := stream.read(CHUNK):
                strict.decode(block)
            strict.decode(b"", final=True)
        except UnicodeDecodeError:
            pass
        else:
            return 0, b""
    sample: list[bytes] = []
    size = 0
    with source.open() as stream:
        rest = b""
        while size < _SAMPLE and (block := stream.read(CHUNK)):
            *lines, rest = (rest + block).split(b"\n")
            speaking = [line for line in lines if not line.isascii()]
            sample += speaking
            size += sum(map(len, speaking))
        if size < _SAMPLE and not rest.isascii():
            sample.append(rest)
    return _bad_sequences(source, "utf-8"), b"\n".join(sample)[: 2 * _SAMPLE]


def wide_without_mark(head: bytes) -> str | None:
    """UTF-16 without a mark: separators, digits and line ends are ASCII characters beside a zero byte.

    Why: counting zeros alone fails on Chinese, where common characters end in a zero byte themselves.
    """
    units = list(zip(head[0:_UNITS:2], head[1:_UNITS:2], strict=False))
    little = sum(1 for low, high in units if not high and low in _ASCII), "utf-16-le"
    big = sum(1 for high, low in units if not high and low in _ASCII), "utf-16-be"
    (most, codec), (least, _other) = max(little, big), min(little, big)
    return codec if len(units) > 1 and most >= max(0.1 * len(units), 4 * least) else None


def _likely_east_asian(sample: bytes) -> list[str]:
    """GB18030, Big5 or Shift JIS, where the two-byte characters fall into the frequent part of that character set.

    Why: general statistics confuse them on the short texts of logs. GB 2312 puts its 3,755 frequent characters on
    lead bytes B0-D7 (Korean, which shares B0-C8, never passes C8); Big5 puts its 5,401 on A4-C6; Shift JIS puts its
    kana on 82 and 83.
    """
    pairs = _PAIR.findall(sample)
    if not pairs:
        return []
    frequent_gb = sum(1 for lead, trail in pairs if 0xB0 <= lead <= 0xD7 and trail >= 0xA1) / len(pairs)
    beyond_korean = sum(1 for lead, trail in pairs if 0xC8 < lead <= 0xD7 and trail >= 0xA1) / len(pairs)
    frequent_big5 = sum(1 for lead, _ in pairs if 0xA4 <= lead <= 0xC6) / len(pairs)
    if frequent_gb >= 0.6 and beyond_korean >= 0.15 and frequent_gb >= frequent_big5:
        return ["gb18030"]
    if frequent_big5 >= 0.8 and frequent_gb < 0.6:
        return ["big5", "cp950", "big5hkscs"]
    if sum(1 for lead, _ in pairs if lead in {0x82, 0x83}) >= 0.15 * len(pairs):
        return ["shift_jis", "cp932"]
    return []


def _likely_by_statistics(sample: bytes) -> list[str]:
    ranked = [match.encoding for match in from_bytes(sample, cp_isolation=_LEGACY)]
    return [*ranked, *(codec for codec in ("cp1252",) if codec not in ranked)]
