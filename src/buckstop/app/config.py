"""Settings: what the environment may say, typed, with defaults; docs/reference/settings.md is made from `SETTINGS`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from buckstop.domain.errors import BuckstopError
from buckstop.i18n import gettext_noop as _

_LANGUAGE_VARIABLES = ("BUCKSTOP_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_PACK = "zh_CN"


class SettingError(BuckstopError):
    """A variable of the environment holds what it cannot mean. The message says which; fields fill its placeholders."""

    def __init__(self, message: str, **fields: str) -> None:
        super().__init__(message % fields)
        self.message = message
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the environment: what it does, its form, and what holds where it is not set."""

    meaning: str
    form: str
    default: str


SETTINGS: Mapping[str, Variable] = MappingProxyType(
    {
        "BUCKSTOP_LANGUAGE": Variable(
            meaning="Language of reports and messages.",
            form="`en`, or anything that begins with `zh` for Chinese",
            default="what `LC_ALL`, `LC_MESSAGES` or `LANG` says, else English",
        ),
        "BUCKSTOP_PACK": Variable(
            meaning="The rule pack whose rules hold.",
            form="`zh_CN` or `generic`",
            default="`zh_CN`",
        ),
        "BUCKSTOP_RULES": Variable(
            meaning="The organisation's own file of changed rules; see how to change a rule.",
            form="a TOML file; `buckstop rules check FILE` says whether it can be used",
            default="none: the pack as it stands",
        ),
        "BUCKSTOP_LEDGER": Variable(
            meaning="The ledger that commands are about, where none is named with `--home`.",
            form="the folder that holds its `ledger.toml`",
            default="none: each command names its ledger",
        ),
        "BUCKSTOP_ACCOUNTS": Variable(
            meaning="Where the accounts of the ledger that is served lie; set by `buckstop serve` itself.",
            form="`sqlite:/folder/accounts.db` or `postgresql://...`",
            default="beside the ledger",
        ),
        "BUCKSTOP_DATA": Variable(
            meaning="Folder of real logs, for tests and benchmarks only. Tests that need it are skipped without it.",
            form="a folder with one folder per log",
            default="`../shared/data` beside the repository",
        ),
        "BUCKSTOP_REQUIRE_BROWSER": Variable(
            meaning="For checks only: a browser test that is skipped fails the run.",
            form="`1` or empty",
            default="empty",
        ),
        "BUCKSTOP_REQUIRE_POSTGRESQL": Variable(
            meaning="For checks only: a test on PostgreSQL that is skipped fails the run.",
            form="`1` or empty",
            default="empty",
        ),
        "BUCKSTOP_TEST_POSTGRESQL": Variable(
            meaning="For checks only: a PostgreSQL server on which tests may make and drop databases of their own.",
            form="`postgresql://user@host:port/database`",
            default="none: tests start a server of their own",
        ),
        "BUCKSTOP_REQUIRE_OFFICE": Variable(
            meaning="For checks only: a test that opens our files in LibreOffice and is skipped fails the run.",
            form="`1` or empty",
            default="empty",
        ),
        "BUCKSTOP_REQUIRE_GO": Variable(
            meaning="For checks only: a test that asks Go's sumdb packages and is skipped fails the run.",
            form="`1` or empty",
            default="empty",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says to the program.

    Args:
        language: `en` or `zh_Hans`.
        pack: name of the rule pack whose rules hold.
        rules_file: the organisation's own file of changed rules, if there is one.
        ledger_home: folder of the ledger that commands are about, if one is set.
    """

    language: str = "en"
    pack: str = _PACK
    rules_file: Path | None = None
    ledger_home: Path | None = None


def _language(environ: Mapping[str, str]) -> str:
    named = environ.get("BUCKSTOP_LANGUAGE", "").lower()
    if named and not named.startswith(("en", "zh")):
        message = _("BUCKSTOP_LANGUAGE is '%(value)s'; it can be en, or anything that begins with zh.")
        raise SettingError(message, value=named)
    first = next((value for name in _LANGUAGE_VARIABLES if (value := environ.get(name))), "")
    return "zh_Hans" if first.lower().startswith("zh") else "en"


def settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force.

    Args:
        environ: variables; None = those of the process.

    Raises:
        SettingError: a variable of ours holds what it cannot mean.
    """
    environ = os.environ if environ is None else environ
    rules = environ.get("BUCKSTOP_RULES", "")
    ledger = environ.get("BUCKSTOP_LEDGER", "")
    return Settings(
        language=_language(environ),
        pack=environ.get("BUCKSTOP_PACK") or _PACK,
        rules_file=Path(rules) if rules else None,
        ledger_home=Path(ledger) if ledger else None,
    )
