"""Make the source tree runnable in a virtual environment: a path entry and the console command, nothing downloaded.

Why: an editable install builds in isolation, which fetches an unlocked setuptools from a registry
(docs/adr/2026-11-21-install-without-build-isolation.md). Everything else comes from the lock.
"""

import sys
import sysconfig
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

# The shell starts Python, not the first line: that line may hold no blanks and only about 120 characters of path.
_SCRIPT = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from {module} import {function}

# The guard is for worker processes, which read this file again.
if __name__ == "__main__":
    sys.exit({function}())
"""


def link(repository: Path, site_packages: Path, scripts: Path, python: Path) -> tuple[Path, ...]:
    """The files written: one path entry for `src`, and one script per line of `[project.scripts]`.

    Args:
        repository: folder that holds `pyproject.toml` and `src`.
        site_packages: where the interpreter looks for path entries.
        scripts: folder of the environment's programs.
        python: interpreter the scripts start.
    """
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entry = site_packages / f"{project['name']}.pth"
    entry.write_text(f"{repository / 'src'}\n", encoding="utf-8")
    written = [entry]
    for name, target in project["scripts"].items():
        module, function = target.split(":")
        script = scripts / name
        script.write_text(_SCRIPT.format(python=python, module=module, function=function), encoding="utf-8")
        script.chmod(0o755)
        written.append(script)
    return tuple(written)


if __name__ == "__main__":
    if sys.prefix == sys.base_prefix:
        sys.exit("Run this with the Python of a virtual environment: it writes into that environment.")
    link(
        REPOSITORY,
        site_packages=Path(sysconfig.get_path("purelib")),
        scripts=Path(sysconfig.get_path("scripts")),
        python=Path(sys.executable),
    )
