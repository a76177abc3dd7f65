"""A ledger's home: made whole or not at all, opened again with the same keys, refused with the reason."""

import stat
from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, Submission
from buckstop.app.bootstrap import CONFIG, HomeConfig, LedgerHomeError, create_ledger, open_ledger, read_config
from buckstop.app.clock import SetClock, SystemClock
from buckstop.app.handle import handle
from buckstop.app.timers import tick
from buckstop.domain.organisation_commands import RenameUnit
from buckstop.ledger.note import Algorithm, SigningKey, VerifierKey, new_key, parse_verifier_key
from buckstop.ledger.store import ORGANISATION, StoreError
from tests.app.staged import COUNTY, MONDAY, ORIGIN, founding

GOOD = HomeConfig(ORIGIN)


def test_a_new_ledger_is_empty_and_opens_again_with_the_same_keys(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = create_ledger(home, GOOD, SetClock(MONDAY))
    assert made.store.end().size == 0
    assert isinstance(handle(made, Submission("k", None, founding())), Accepted)
    made.store.close()
    again = open_ledger(home)
    assert (again.key, again.secret, again.origin) == (made.key, made.secret, ORIGIN)
    assert isinstance(again.clock, SystemClock)
    assert len(again.store.events(ORGANISATION)) == again.organisation().version
    again.store.close()


def test_secrets_are_for_their_keeper_only_and_the_public_key_is_a_key(tmp_path: Path) -> None:
    made = create_ledger(tmp_path, GOOD)
    made.store.close()
    for name in ("keys/log.key", "keys/secret.key", CONFIG):  # the address of a store may hold a password
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    public = parse_verifier_key((tmp_path / "keys" / "log.pub").read_text("utf-8").strip())
    assert isinstance(public, VerifierKey)
    assert public == made.key.verifier()


def test_what_the_configuration_says_is_read_back(tmp_path: Path) -> None:
    config = HomeConfig(ORIGIN, pack="generic", zone="Europe/London")
    create_ledger(tmp_path, config).store.close()
    assert read_config(tmp_path) == config
    ledger = open_ledger(tmp_path)
    assert (ledger.pack.id, str(ledger.calendar.zone)) == ("generic", "Europe/London")
    ledger.store.close()


def test_a_county_brings_its_own_rules_and_calendars(tmp_path: Path) -> None:
    home = tmp_path / "home"
    create_ledger(home, GOOD).store.close()
    (home / "rules.toml").write_text(
        'pack = "zh_CN"\n[rules."protocol.moves"]\nvalue = 3\nchanged_by = "x"\nchanged_on = 2026-11-22\nreason = "y"\n',
        "utf-8",
    )
    text = (home / CONFIG).read_text("utf-8").replace('rules = ""', 'rules = "rules.toml"')
    (home / CONFIG).write_text(text, "utf-8")
    ledger = open_ledger(home)
    assert {rules.moves for rules in ledger.rules.values()} == {3}
    ledger.store.close()
    (home / "rules.toml").write_text("pack = 1\n", "utf-8")
    with pytest.raises(LedgerHomeError, match="cannot be used"):
        open_ledger(home)


@pytest.mark.parametrize(
    ("config", "why"),
    [
        (HomeConfig("two words"), "cannot name a log"),
        (HomeConfig(""), "cannot name a log"),
        (HomeConfig(ORIGIN, pack="../zh_CN"), r"There is no rule pack \.\./zh_CN\. There are: generic, zh_CN"),
        (HomeConfig(ORIGIN, rules="none.toml"), "rules or the calendar of this ledger cannot be used"),
    ],
)
def test_a_ledger_that_cannot_be_leaves_nothing_behind(tmp_path: Path, config: HomeConfig, why: str) -> None:
    home = tmp_path / "home"
    with pytest.raises(LedgerHomeError, match=why):
        create_ledger(home, config)
    assert not home.exists()


@pytest.mark.parametrize("there", [True, False], ids=["empty", "missing"])
def test_a_store_that_cannot_be_made_leaves_the_folder_as_it_was(tmp_path: Path, there: bool) -> None:
    home = tmp_path / "home"
    if there:
        home.mkdir()
    with pytest.raises(StoreError, match="names no store"):
        create_ledger(home, HomeConfig(ORIGIN, store="nowhere:x"))
    assert (home.exists(), [*tmp_path.rglob("*")]) == (there, [home] if there else [])


def test_a_store_that_holds_a_ledger_is_not_given_to_another(tmp_path: Path) -> None:
    one = create_ledger(tmp_path / "one", GOOD, SetClock(MONDAY))
    assert isinstance(handle(one, Submission("k", None, founding())), Accepted)
    with pytest.raises(LedgerHomeError, match="holds a ledger already"):
        create_ledger(
            tmp_path / "two", HomeConfig("ledger.example/other", store=f"sqlite:{tmp_path / 'one/ledger.db'}")
        )
    assert not (tmp_path / "two").exists()
    assert one.store.pending_count() > 0  # untouched
    one.store.close()


def test_a_folder_that_holds_something_is_kept(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(LedgerHomeError, match="is not empty"):
        create_ledger(tmp_path, GOOD)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_where_no_ledger_is_it_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(LedgerHomeError, match="There is no ledger in"):
        open_ledger(tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("origin = [", "cannot be read"),
        ('origin = "a"\ncolour = "red"\n', "unknown entry: colour"),
        ("origin = 3\n", "every entry as text"),
        ('store = "sqlite:x.db"\n', "needs an origin"),
    ],
)
def test_a_configuration_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / CONFIG).write_text(text, "utf-8")
    with pytest.raises(LedgerHomeError, match=why):
        read_config(tmp_path)


def test_keys_that_are_lost_or_damaged_are_named(tmp_path: Path) -> None:
    create_ledger(tmp_path, GOOD).store.close()
    (tmp_path / "keys" / "log.key").write_text("nonsense\n", "utf-8")
    with pytest.raises(LedgerHomeError, match="does not hold a signing key"):
        open_ledger(tmp_path)
    (tmp_path / "keys" / "secret.key").unlink()
    with pytest.raises(LedgerHomeError, match="The keys in"):
        open_ledger(tmp_path)


def test_a_ledger_whose_store_is_gone_does_not_begin_anew(tmp_path: Path) -> None:
    create_ledger(tmp_path, GOOD).store.close()
    for path in tmp_path.glob("ledger.db*"):
        path.unlink()
    with pytest.raises(StoreError, match="holds no ledger any more"):
        open_ledger(tmp_path)
    assert not (tmp_path / "ledger.db").exists()


def test_keys_of_another_ledger_open_none(tmp_path: Path) -> None:
    for name in ("one", "two"):
        create_ledger(tmp_path / name, HomeConfig(f"ledger.example/{name}")).store.close()
    keys = tmp_path / "one" / "keys"
    (keys / "log.key").write_bytes((tmp_path / "two/keys/log.key").read_bytes())
    with pytest.raises(LedgerHomeError, match=r"holds the key of .*/two, and this ledger is"):
        open_ledger(tmp_path / "one")
    witness = new_key("ledger.example/one", Algorithm.COSIGNATURE)
    assert isinstance(witness, SigningKey)
    (keys / "log.key").write_text(witness.secret_text(), "utf-8")
    with pytest.raises(LedgerHomeError, match="does not hold a signing key"):
        open_ledger(tmp_path / "one")


def test_a_secret_that_is_cut_short_opens_nothing(tmp_path: Path) -> None:
    create_ledger(tmp_path, GOOD).store.close()
    for left in ("", "00" * 31):
        (tmp_path / "keys/secret.key").write_text(left, "utf-8")
        with pytest.raises(LedgerHomeError, match="is cut short"):
            open_ledger(tmp_path)


def test_a_new_key_of_the_same_name_adds_nothing_to_a_log_that_another_signed(tmp_path: Path) -> None:
    made = create_ledger(tmp_path, GOOD, SetClock(MONDAY))
    assert isinstance(handle(made, Submission("k", None, founding())), Accepted)
    assert tick(made).numbered > 0
    made.store.close()
    other = new_key(ORIGIN)
    assert isinstance(other, SigningKey)
    (tmp_path / "keys/log.key").write_text(other.secret_text(), "utf-8")
    again = open_ledger(tmp_path, SetClock(MONDAY))
    assert isinstance(handle(again, Submission("k2", None, RenameUnit(COUNTY, "清河县"))), Accepted)
    with pytest.raises(StoreError, match="does not bear the signature of the key"):
        tick(again)
    assert again.store.pending_count() == 1
    again.store.close()
