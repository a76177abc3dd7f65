"""How a ledger's pages are served: `web.toml` beside `ledger.toml`, all of it optional."""

import secrets
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from buckstop.app.bootstrap import KEYS, LedgerHomeError
from buckstop.domain.posts import Role
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.durable_file import write_new_file

CONFIG = "web.toml"
_KEY = "web.key"
LOCAL = ("localhost", "127.0.0.1", "[::1]")
"""Names of this machine itself."""
_PROVIDER = {"id", "name", "issuer", "client_id", "client_secret"}


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID Connect provider at which persons may sign in; their login name there is that of their account here."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class WebConfig:
    """What `web.toml` says.

    Args:
        hosts: names under which the pages are reached; requests for others are refused.
        https: whether they are reached by HTTPS only: cookies are then never sent otherwise.
        providers: where persons may sign in besides here.
        second_factor: whoever acts in one of these roles has to set a second factor up.
    """

    hosts: tuple[str, ...] = LOCAL
    https: bool = False
    providers: tuple[Provider, ...] = ()
    second_factor: frozenset[Role] = frozenset()


def read_web_config(home: Path) -> WebConfig:
    """How the pages of a ledger are served.

    Raises:
        LedgerHomeError: the file holds what it cannot mean; the message names the entry.
    """
    path = home / CONFIG
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return WebConfig()
    except (OSError, ValueError) as error:
        raise LedgerHomeError(_("%(file)s cannot be read: %(why)s."), file=str(path), why=str(error)) from error
    hosts, https, listed = found.pop("hosts", []), found.pop("https", False), found.pop("provider", [])
    second_factor = _roles(found.pop("second_factor", []), path)
    if found:
        message = _(
            "%(file)s has an unknown entry: %(entry)s. It may hold hosts, https, second_factor and [[provider]]."
        )
        raise LedgerHomeError(message, file=str(path), entry=min(found))
    if not (isinstance(https, bool) and isinstance(hosts, list) and all(isinstance(host, str) for host in hosts)):
        raise LedgerHomeError(
            _("%(file)s: hosts is a list of names in quotes, https is true or false."), file=str(path)
        )
    if not (isinstance(listed, list) and all(isinstance(one, dict) and set(one) == _PROVIDER for one in listed)):
        message = _("%(file)s: each [[provider]] needs exactly these entries: %(entries)s.")
        raise LedgerHomeError(message, file=str(path), entries=", ".join(sorted(_PROVIDER)))
    providers = tuple(Provider(**{key: str(value) for key, value in one.items()}) for one in listed)
    return WebConfig((*LOCAL, *hosts), https=https, providers=providers, second_factor=second_factor)


def _roles(listed: object, path: Path) -> frozenset[Role]:
    known = {role.value for role in Role}
    if not isinstance(listed, list):
        message = _("%(file)s: second_factor is a list of roles in quotes, out of these: %(roles)s.")
        raise LedgerHomeError(message, file=str(path), roles=", ".join(sorted(known)))
    if wrong := [str(one) for one in listed if str(one) not in known]:
        message = _("%(file)s: second_factor names %(wrong)s, which is no role. Roles are: %(roles)s.")
        raise LedgerHomeError(message, file=str(path), wrong=wrong[0], roles=", ".join(sorted(known)))
    return frozenset(map(Role, listed))


def web_key(home: Path) -> str:
    """The secret that signs cookies; made at the first asking. Losing it signs everybody out, nothing else."""
    path = home / KEYS / _KEY
    if not path.exists():
        with suppress(FileExistsError):  # another process was first
            write_new_file(path, secrets.token_urlsafe(50).encode(), mode=0o600)
    return path.read_text(encoding="utf-8").strip()
