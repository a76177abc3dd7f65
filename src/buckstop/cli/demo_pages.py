"""The pages of the demo's county: who can sign in as what, and where."""

import socket
import webbrowser
from pathlib import Path
from threading import Timer

from rich.console import Console
from rich.table import Table

from buckstop.app.bootstrap import open_ledger
from buckstop.cli.output import plain_lines, say, text
from buckstop.cli.serve import serve_home
from buckstop.domain.posts import Role
from buckstop.i18n import gettext_noop as _
from buckstop.simulator.county import demo_people
from buckstop.text.persons import IN_POST

PASSWORD = "demo"  # noqa: S105 - no secret: these accounts open on this machine only
_HOST = "127.0.0.1"
_PORTS_TRIED = 50
_SECONDS_TO_START = 3.0
_SEES = {
    Role.LEADER: _("signs, returns, delegates, decides"),
    Role.MEMBER: _("works and reports; what binds the unit is the leader's"),
    Role.SUPERVISION: _("sees every matter, urges, names verifiers"),
    Role.VERIFIER: _("looks whether it is done"),
    Role.AUDITOR: _("reads everything, changes nothing"),
    Role.ADMINISTRATOR: _("keeps units, posts and accounts"),
    Role.INTAKE: _("takes what citizens ask"),
}


def serve_demo(home: Path, port: int, *, opening: bool) -> None:
    """Say who can sign in, and serve the county's pages until Ctrl-C.

    Args:
        port: tried first; the next free one is taken where it is not free.
    """
    found = free_port(port)
    address = f"http://{_HOST}:{found}"
    _show_people(home)
    if opening:
        timer = Timer(_SECONDS_TO_START, webbrowser.open, (address,))
        timer.daemon = True
        timer.start()
    serve_home(home, _HOST, found)


def free_port(port: int) -> int:
    """The first free port of this machine from that one on; the one asked for where none is found."""
    for candidate in range(port, min(port + _PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, candidate))
            except OSError:
                continue
            return candidate
    return port


def _show_people(home: Path) -> None:
    """Who can sign in, with what they do: two short lines each, so that it fits a narrow terminal."""
    ledger = open_ledger(home)
    try:
        organisation, people = ledger.organisation(), demo_people(ledger)
    finally:
        ledger.store.close()
    table = Table(box=None, pad_edge=False)
    table.add_column(text(_("Sign in as")), no_wrap=True)
    table.add_column(text(_("Who that is, and what they do")), overflow="fold")
    for one in people:
        unit, post = organisation.unit(one.unit), organisation.post(one.post)
        name = unit.name if unit else organisation.outside_arbiters.get(one.unit, one.unit)
        who = text(IN_POST, name=one.name, unit=name, post=post.title if post else one.post)
        table.add_row(one.login, plain_lines(f"{who}\n{text(_SEES[one.role])}"))
    say(_("The county is yours to try. Everybody's password is: %(password)s"), password=PASSWORD)
    Console(stderr=True, highlight=False).print(table)
