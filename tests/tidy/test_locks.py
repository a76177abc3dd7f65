"""The locks: every package pinned with hashes, no addresses, and no licence that would bind our users."""

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.tidy.tree import text_of, tracked

# What a user or a developer installs. Peers are measured in an environment of their own and bind nobody.
LOCKS = ("requirements/run.txt", "requirements/dev.txt")
EVERY_LOCK = [path for path in tracked() if path.startswith("requirements/") and path.endswith(".txt")]
_COPYLEFT = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)


def pins(lock: str) -> list[str]:
    """Names of the packages a lock pins."""
    return re.findall(r"^([\w.-]+)==", lock, flags=re.MULTILINE)


def loose(lock: str) -> list[str]:
    """Lines that pin no version, carry no hash, or name an address."""
    entries = re.split(r"\n(?=[^\s#])", lock.strip())
    return [
        entry.splitlines()[0]
        for entry in entries
        if not entry.startswith("#")
        and (not re.match(r"[\w.\[\]-]+==[\w.]+ ", entry) or "--hash=sha256:" not in entry or "://" in entry)
    ]


def is_copyleft(licence: str) -> bool:
    """Whether a licence would bind whoever uses us (GPL, AGPL); LGPL and MPL bind only themselves."""
    lesser = re.sub(r"LGPL[\w.+-]*|GNU (Lesser|Library) General Public\S*", "", licence, flags=re.IGNORECASE)
    return _COPYLEFT.search(lesser) is not None


def licence_of(package: str) -> str:
    """What an installed package says of its licence."""
    said = metadata(package)
    classifiers = [line for line in said.get_all("Classifier") or [] if line.startswith("License ::")]
    texts = [text[:80] for key in ("License-Expression", "License") for text in said.get_all(key) or []]
    return " ".join([*texts, *classifiers])


@pytest.mark.parametrize("entry", ["numpy>=2\n", "numpy==2.1 \\\n    # no hash\n", "x @ https://example.org/x.whl\n"])
def test_a_loose_line_is_caught(entry: str) -> None:
    assert loose(entry)


def test_a_pinned_line_passes() -> None:
    assert loose("numpy==2.1 \\\n    --hash=sha256:00\n    # via x\n") == []


@pytest.mark.parametrize(
    ("licence", "bound"),
    [("MIT", False), ("GPL-3.0-only", True), ("AGPLv3", True), ("LGPL-3.0-only", False), ("MPL-2.0", False)],
)
def test_licences_that_bind_our_users_are_known(licence: str, *, bound: bool) -> None:
    assert is_copyleft(licence) == bound


@pytest.mark.parametrize("path", EVERY_LOCK)
def test_our_locks_are_tight(path: str) -> None:
    assert pins(text_of(path))
    assert loose(text_of(path)) == []


@pytest.mark.parametrize("path", LOCKS)
def test_no_package_of_ours_binds_our_users(path: str) -> None:
    installed = {}
    for package in pins(text_of(path)):
        try:
            installed[package] = licence_of(package)
        except PackageNotFoundError:
            continue  # pinned for another platform
    assert installed
    assert {name: licence for name, licence in installed.items() if is_copyleft(licence)} == {}
