"""Guides whose every command is run: the output shown in them is what the commands say.

A guide names its hours in comments (`<!-- at 2026-11-23 09:00 -->`), its files in blocks that begin with the comment
`<!-- file NAME -->` or brought from beside it (`<!-- bring files/NAME -->`), and its commands in `console` blocks, each after a dollar sign. `python -m tools.tutorial` writes
what they say into the guide; `--check` fails where it differs. Keys are drawn anew each time and stand as dots.
"""

import argparse
import contextlib
import difflib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

from buckstop.app.clock import SetClock
from buckstop.cli.main import run

REPOSITORY = Path(__file__).resolve().parent.parent
TUTORIALS = REPOSITORY / "docs" / "tutorial"
GUIDES = {
    "docs/tutorial/a-matter-by-hand.md": "en",
    "docs/tutorial/a-matter-by-hand.zh.md": "zh_Hans",
    "docs/tutorial/your-own-county.md": "en",
    "docs/tutorial/your-own-county.zh.md": "zh_Hans",
}
_ZONE = ZoneInfo("Asia/Shanghai")
_AT = re.compile(r"<!-- at (.+) -->")
_FILE = re.compile(r"<!-- file (\S+) -->")
_BRING = re.compile(r"<!-- bring (\S+) -->")
_DRAWN = (
    (re.compile(r"\b[0-9a-f]{16}\b"), "................"),
    (re.compile(r"\+[0-9a-f]{8}\+[A-Za-z0-9+/]{43,}=*"), "+........+........"),
)


def told(guide: str, language: str) -> str:
    """A guide as it would be with the output its commands have now.

    Args:
        guide: the text of the guide.
        language: in which the commands speak.
    """
    with tempfile.TemporaryDirectory() as folder:
        return told_in(Path(folder), guide, language)


def told_in(folder: Path, guide: str, language: str) -> str:
    """As `told`; what the commands made stays in a folder."""
    lines: list[str] = []
    with _at_home(folder, language) as clock:
        block, file = "", ""
        for line in guide.splitlines():
            if found := _AT.match(line):
                clock.at = datetime.fromisoformat(found[1]).replace(tzinfo=_ZONE).astimezone(UTC)
            if found := _FILE.match(line):
                file = found[1]
            if found := _BRING.match(line):
                shutil.copy(TUTORIALS / found[1], ".")
            fence = line.startswith("```")
            if fence and block:
                block, file = "", ""
            elif fence:
                block = line[3:] or "text"
                if file:
                    Path(file).write_text("", encoding="utf-8")
            elif block == "console":
                if line.startswith("$ "):
                    lines += [line, *(_said(line[2:]) if line.startswith("$ buckstop ") else ())]
                continue
            elif block and file:
                with Path(file).open("a", encoding="utf-8") as made:
                    made.write(line + "\n")
            lines.append(line)
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def _at_home(folder: Path, language: str) -> Iterator[SetClock]:
    """A folder, a language and a clock of the guide's own."""
    clock, before = SetClock(datetime(2026, 1, 1, tzinfo=UTC)), Path.cwd()
    environ = {"BUCKSTOP_LANGUAGE": language, "BUCKSTOP_LEDGER": "ledger"}
    os.chdir(folder)
    try:
        with mock.patch.dict(os.environ, environ), mock.patch("buckstop.app.bootstrap.SystemClock", return_value=clock):
            yield clock
    finally:
        os.chdir(before)


def _said(command: str) -> list[str]:
    """What a command says on both of its channels, in order, without what is drawn anew each time."""
    words = shlex.split(command, comments=True)
    out = io.StringIO()
    before, sys.argv = sys.argv, words
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
            run()
    finally:
        sys.argv = before
    text = out.getvalue()
    for drawn, shown in _DRAWN:
        text = drawn.sub(shown, text)
    return [line.rstrip() for line in text.splitlines()]


def differences() -> list[str]:
    """Lines of a diff between the guides and what their commands say now."""
    found: list[str] = []
    for name, language in GUIDES.items():
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        found += difflib.unified_diff(
            text.splitlines(), told(text, language).splitlines(), name, "as run", n=1, lineterm=""
        )
    return found


def main() -> int:
    """Write the guides anew, or check them; the exit code says whether they were up to date."""
    parser = argparse.ArgumentParser(prog="python -m tools.tutorial", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a guide is out of date")
    found = differences()
    if parser.parse_args().check:
        print("\n".join(found) if found else "guides: up to date")
        return 1 if found else 0
    for name, language in GUIDES.items():
        path = REPOSITORY / name
        path.write_text(told(path.read_text(encoding="utf-8"), language), encoding="utf-8")
    print(f"guides: {', '.join(GUIDES)} {'written' if found else 'unchanged'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
