"""The source is linked into an environment without a build."""

import subprocess
import sys
from pathlib import Path

from tools.environment import link


def house(folder: Path) -> Path:
    """A repository of one module with one command."""
    source = folder / "a house" / "src"
    source.mkdir(parents=True)
    (source / "cellar.py").write_text("def run():\n    print('found')\n    return 3\n", encoding="utf-8")
    (source.parent / "pyproject.toml").write_text(
        '[project]\nname = "cellar"\n[project.scripts]\ncellar = "cellar:run"\n', encoding="utf-8"
    )
    return source.parent


def test_the_source_is_on_the_path_and_the_command_starts_even_where_folders_have_blanks(tmp_path: Path) -> None:
    repository, site, scripts = house(tmp_path), tmp_path / "site", tmp_path / "some bin"
    site.mkdir()
    scripts.mkdir()
    entry, script = link(repository, site_packages=site, scripts=scripts, python=Path(sys.executable))
    assert entry.read_text(encoding="utf-8").strip() == str(repository / "src")
    done = subprocess.run(
        [script], env={"PYTHONPATH": str(repository / "src")}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, "found\n"), done.stderr


def test_a_worker_process_that_reads_the_command_again_does_not_start_it(tmp_path: Path) -> None:
    repository, site, scripts = house(tmp_path), tmp_path / "site", tmp_path / "bin"
    site.mkdir()
    scripts.mkdir()
    _, script = link(repository, site_packages=site, scripts=scripts, python=Path(sys.executable))
    again = f"import runpy; runpy.run_path({str(script)!r}, run_name='__mp_main__')"
    path = {"PYTHONPATH": str(repository / "src")}
    done = subprocess.run([sys.executable, "-c", again], env=path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
