"""How the pages are served: what `web.toml` may say, and what it is told where it says something else."""

from pathlib import Path

import pytest

from buckstop.app.bootstrap import LedgerHomeError
from buckstop.app.web_config import CONFIG, read_web_config
from buckstop.domain.posts import Role


def _read(home: Path, text: str) -> object:
    (home / CONFIG).write_text(text, encoding="utf-8")
    return read_web_config(home)


def test_without_a_file_only_this_machine_is_served(tmp_path: Path) -> None:
    found = read_web_config(tmp_path)
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (found.https, found.providers, found.second_factor) == (False, (), frozenset())


def test_everything_it_may_say_is_read(tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_text(
        'hosts = ["a.example"]\nhttps = true\nsecond_factor = ["administrator", "supervision"]\n'
        '[[provider]]\nid = "p"\nname = "P"\nissuer = "https://p.example"\nclient_id = "c"\nclient_secret = "s"\n',
        encoding="utf-8",
    )
    found = read_web_config(tmp_path)
    assert found.hosts[-1] == "a.example"
    assert found.https
    assert found.second_factor == {Role.ADMINISTRATOR, Role.SUPERVISION}
    assert [one.issuer for one in found.providers] == ["https://p.example"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("second_factor = ['king']", "second_factor names king, which is no role. Roles are: administrator"),
        ("second_factor = 'administrator'", "second_factor is a list of roles"),
        ("colour = 'red'", "unknown entry: colour"),
        ("hosts = 'a.example'", "hosts is a list of names"),
        ("[[provider]]\nid = 'p'", "each [[provider]] needs exactly"),
        ("hosts = [", "cannot be read"),
    ],
)
def test_what_it_cannot_mean_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LedgerHomeError) as refused:
        _read(tmp_path, text)
    assert said in str(refused.value)
