"""The peers' own environment, `.peers/`: built from locks, on demand."""

import hashlib
import shutil
import subprocess
import venv

from benchmarks.measure import PEERS, ROOT

# What comes as wheels, then what is built from source with the tools the first list brought.
_LOCKS = {
    "peers.txt": ("--only-binary", ":all:"),
    "peers-source.txt": ("--no-binary", ":all:", "--no-build-isolation", "--no-deps"),
}


def ensure_peers() -> None:
    """Build `.peers/` from the locked lists, unless it was built from these very lists."""
    folder = ROOT / "requirements"
    stamp = PEERS.parent.parent / "locked"
    wanted = hashlib.sha256(b"".join((folder / lock).read_bytes() for lock in _LOCKS)).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print("Building .peers/ (pm4py, DuckDB, Polars, Roundup, django-helpdesk) ...", flush=True)
    shutil.rmtree(PEERS.parent.parent, ignore_errors=True)
    venv.create(PEERS.parent.parent, with_pip=True)
    pip = [str(PEERS), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    for lock, choice in _LOCKS.items():
        subprocess.run([*pip, *choice, "-r", str(folder / lock)], check=True)
    stamp.write_text(wanted, encoding="utf-8")
