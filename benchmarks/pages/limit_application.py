"""The least a server can answer: what no page can be faster than here."""

from collections.abc import Callable, Iterable

_BODY = b"x" * 20_000  # as long as a short page


def application(_environ: object, start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    """Twenty kilobytes, at once."""
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(_BODY)))])
    return [_BODY]
