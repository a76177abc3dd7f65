"""No tracked file tells of the machine it was written on, or names the host of a package registry."""

import re

import pytest

from tests.tidy.tree import text_of, tracked

# Written so that this file itself is clean.
_TRACES = re.compile(
    r"(?<![\w.-])/(?:wor[k]|far[m]|roo[t]|hom[e]/\w+|Us[e]rs/\w+|tm[p]/w)(?:/|\b)"
    r"|bash_job[s]|py[p]i\.org|pythonhos[t]ed|npmj[s]\.|registry\.yar[n]|de[b]ian\.org|proxy\.gol[a]ng"
)


def traces(text: str) -> list[str]:
    """Every trace in a text, as it stands there."""
    return [found.group() for found in _TRACES.finditer(text)]


@pytest.mark.parametrize(
    "text",
    [
        "see /{}/x".format("work"),
        "/{}/.venv".format("root"),
        "https://{}/simple".format("pypi" + ".org"),
        "/home/" + "ann/x",
    ],
)
def test_traces_are_found(text: str) -> None:
    assert traces(text)


@pytest.mark.parametrize("text", ["framework/x", "network/root/path", "/tmp/x", "a pip registry", "rework/return"])
def test_plain_words_are_no_traces(text: str) -> None:
    assert traces(text) == []


def test_no_tracked_file_holds_a_trace() -> None:
    assert {path: found for path in tracked() if (found := traces(text_of(path)))} == {}
