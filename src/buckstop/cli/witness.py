"""`buckstop ledger witness ...`: be a witness of other logs, or have witnesses for one's own."""

from pathlib import Path
from typing import Annotated

import typer

from buckstop.app.clock import SystemClock
from buckstop.app.requests import RequestError
from buckstop.app.witnessing import add_witness, ask_witnesses, parse_key
from buckstop.cli.homes import HomeArgument, HomeOption, folder_of, one_home, opened
from buckstop.cli.output import result, say, text, translate
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.durable_file import replace_file, write_new_file
from buckstop.ledger.faults import Fault
from buckstop.ledger.note import Algorithm, SigningKey, VerifierKey, new_key, parse_signing_key
from buckstop.ledger.witness import Refused, Witness
from buckstop.ledger.witness_http import LOOPBACK, WitnessServer
from buckstop.text.ledger import WITNESS_SENTENCES, fault_sentence

_KEY, _PUBLIC, _LOGS, _MEMORY = "witness.key", "witness.pub", "logs.txt", "seen"
_PORT = 8470

app = typer.Typer(
    help=text(_("Witnesses: remember how far a log was seen, and sign only what grew from it.")), no_args_is_help=True
)
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help=text(_("Folder of the witness.")))]


@app.command(name="init", help=text(_("Become a witness: make a key in a folder of its own.")))
def init_command(
    folder: Folder,
    name: Annotated[str, typer.Option("--name", help=text(_("Name of the witness, like audit.example/w1.")))],
) -> None:
    """Make a witness."""
    if (folder / _KEY).exists():
        raise RequestError("witness.exists", _("%(folder)s is a witness already."), folder=str(folder))
    key = new_key(name, Algorithm.COSIGNATURE)
    if isinstance(key, Fault):
        message = _("%(name)s cannot name a witness: no blanks, no plus sign.")
        raise RequestError("witness.name", message, name=name)
    folder.mkdir(parents=True, exist_ok=True)
    write_new_file(folder / _KEY, f"{key.secret_text()}\n".encode(), mode=0o600)
    (folder / _PUBLIC).write_text(f"{key.verifier()}\n", encoding="utf-8")
    say(_("Give this public key to the logs you watch. Next: buckstop ledger witness watch, then serve."))
    result(str(key.verifier()))


@app.command(name="watch", help=text(_("Watch a log: sign for it from now on.")))
def watch_command(
    folder: Folder,
    key: Annotated[str, typer.Argument(metavar="KEY", help=text(_("Public key of the log.")))],
) -> None:
    """Add a log to a witness."""
    _own_key(folder)
    known = _logs(folder)
    log = parse_key(key)
    if any(one.name == log.name and one != log for one in known):
        message = _("A log %(name)s with another key is watched already. One name is one log: find out which is right.")
        raise RequestError("witness.other_key", message, name=log.name)
    if log not in known:
        replace_file(folder / _LOGS, "".join(f"{one}\n" for one in (*known, log)).encode())
    say(_("Logs watched: %(count)s."), count=len({*known, log}))


@app.command(name="serve", help=text(_("Answer logs until stopped; TLS is your web server's work.")))
def serve_command(
    folder: Folder,
    host: Annotated[str, typer.Option("--host", help=text(_("Address to listen on.")))] = LOOPBACK,
    port: Annotated[int, typer.Option("--port", help=text(_("Port to listen on; 0 = any free one.")))] = _PORT,
) -> None:
    """Serve as a witness."""
    logs = _logs(folder)
    if not logs:
        raise RequestError("witness.no_logs", _("No log is watched yet: buckstop ledger witness watch FOLDER KEY."))
    server = WitnessServer(Witness(_own_key(folder), logs, folder / _MEMORY, SystemClock().now), host, port)
    say(_("Listening on http://%(host)s:%(port)s. Stop with Ctrl-C."), host=host, port=str(server.server_port))
    with server:
        server.serve_forever()


@app.command(name="add", help=text(_("Let the ledger ask a witness for its signature.")))
def add_command(
    url: Annotated[str, typer.Argument(metavar="URL", help=text(_("Address of the witness.")))],
    key: Annotated[str, typer.Argument(metavar="KEY", help=text(_("Public key of the witness.")))],
    home: HomeOption = None,
) -> None:
    """Name a witness of the ledger."""
    add_witness(folder_of(home), parse_key(key, Algorithm.COSIGNATURE), url)
    say(_("Ask it with: buckstop ledger witness ask"))


@app.command(name="ask", help=text(_("Ask every witness of the ledger to sign its newest checkpoint.")))
def ask_command(folder: HomeArgument = None, home: HomeOption = None) -> None:
    """Collect cosignatures."""
    home = folder_of(one_home(folder, home))
    with opened(home) as ledger:
        answers = ask_witnesses(ledger, home)
    if not answers:
        raise RequestError("witness.none", _("There is no witness to ask, or nothing in the log yet."))
    for one in answers:
        name = one.witness.key.name
        match one.trouble:
            case None:
                result(text(_("%(name)s signed."), name=name))
            case Refused(code=code):
                result(text(_("%(name)s did not sign: %(why)s."), name=name, why=translate()(WITNESS_SENTENCES[code])))
            case Fault() as fault:
                result(text(_("%(name)s did not sign: %(why)s."), name=name, why=fault_sentence(fault, translate())))
            case error:
                result(text(_("%(name)s did not sign: %(why)s."), name=name, why=str(error)))
    if any(one.trouble is not None for one in answers):
        raise typer.Exit(1)


def _own_key(folder: Path) -> SigningKey:
    path = folder / _KEY
    if not path.is_file():
        message = _("There is no witness in %(folder)s: buckstop ledger witness init makes one.")
        raise RequestError("witness.missing", message, folder=str(folder))
    key = parse_signing_key(path.read_text(encoding="utf-8").strip())
    if isinstance(key, Fault) or key.algorithm is not Algorithm.COSIGNATURE:
        raise RequestError("witness.key", _("%(file)s does not hold a signing key."), file=str(path))
    return key


def _logs(folder: Path) -> tuple[VerifierKey, ...]:
    path = folder / _LOGS
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return tuple(parse_key(line) for line in lines if line.strip())
