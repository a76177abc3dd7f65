"""The pictures of the tutorials, made by walking through them: `python -m tools.tutorial_pictures [PART-OF-A-NAME]`.

Each guide is walked on a county of its own that ended on a fixed day, in its language, exactly as its reader does. What a
guide says that is not so ends the command with its line.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.tutorial import told_in
from tools.tutorial_browser import REPOSITORY, TutorialError, walk

PICTURES = REPOSITORY / "docs" / "pictures" / "tutorial"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LAST_DATE = "2026-11-22"
_WEEKS = 8


@dataclass(frozen=True)
class Guide:
    """A tutorial that a browser walks through.

    Args:
        ending: of the names of its pictures.
        founds: its commands make the ledger; else it is walked on the demo's county.
    """

    path: str
    language: str
    ending: str
    founds: bool = False


GUIDES = (
    Guide("docs/tutorial/from-a-directive-to-a-verified-close.md", "en", ""),
    Guide("docs/tutorial/from-a-directive-to-a-verified-close.zh.md", "zh_Hans", ".zh"),
    Guide("docs/tutorial/your-own-county.md", "en", "", founds=True),
    Guide("docs/tutorial/your-own-county.zh.md", "zh_Hans", ".zh", founds=True),
)


def found(home: Path, weeks: int = _WEEKS) -> None:
    """The county that the guides are walked on; fewer weeks make fewer matters around the one that is followed."""
    command = [sys.executable, "-m", "tools.tutorial_county", "found", str(home), LAST_DATE, str(weeks)]
    subprocess.run(command, cwd=REPOSITORY, check=True)


def ledger_of(guide: Guide, county: Path, folder: Path) -> Path:
    """The home of the ledger that a guide is walked on, in a folder of its own.

    Args:
        county: that of the demo, from `found`; it is copied.
    """
    folder.mkdir()
    if guide.founds:
        told_in(folder, (REPOSITORY / guide.path).read_text("utf-8"), guide.language)
        return folder / "home"
    return Path(shutil.copytree(county, folder / "county"))


def main() -> int:
    """Walk through the guides and keep what was seen."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        print("There is no browser here: install chromium.", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    with tempfile.TemporaryDirectory() as folder:
        county = Path(folder) / "county"
        found(county)
        for number, guide in enumerate(one for one in GUIDES if wanted in one.path):
            home = ledger_of(guide, county, Path(folder) / str(number))
            try:
                steps = walk(REPOSITORY / guide.path, guide.language, home, browser, (PICTURES, guide.ending))
            except TutorialError as error:
                print(f"{guide.path}: {error}", file=sys.stderr)
                return 1
            print(f"{guide.path}: {steps} steps")
    return 0


if __name__ == "__main__":
    sys.exit(main())
