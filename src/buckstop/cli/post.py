"""`buckstop post ...`: create posts, appoint and relieve persons, list who acts for what."""

import secrets
from typing import Annotated, Any

import typer
from rich.table import Table

from buckstop.app.answers import Personal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.speaking import find_unit, speaker
from buckstop.cli.homes import AdministratorOption, HomeOption, opened, reader_of
from buckstop.cli.output import plain, say, text
from buckstop.cli.timeline import console
from buckstop.cli.writing import REFUSED
from buckstop.domain.ids import PersonId, PostId, SubjectId
from buckstop.domain.organisation_commands import AppointPerson, CreatePost, RegisterPerson, RelievePerson
from buckstop.domain.posts import Role
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import ROLES
from buckstop.text.refusals import refusal_sentence

app = typer.Typer(help=text(_("Posts and who holds them: create, appoint, relieve, list.")), no_args_is_help=True)

_Post = Annotated[str, typer.Argument(metavar="POST", help=text(_("Id of the post.")))]
_Person = Annotated[
    str,
    typer.Argument(metavar="PERSON", help=text(_("Id of the person: a pseudonym, for it stands in the log for ever."))),
]


@app.command(name="create", help=text(_("Create a post in a unit, or for the outside arbiter.")))
def create_command(
    post: _Post,
    unit: Annotated[str, typer.Option("--unit", help=text(_("The unit, by id or name.")))],
    title: Annotated[str, typer.Option("--title", help=text(_("What it is called.")))],
    role: Annotated[list[Role], typer.Option("--role", help=text(_("What its holder may do. May be repeated.")))],
    person: AdministratorOption = "",
    home: HomeOption = None,
) -> None:
    """Create a post."""
    with opened(home) as ledger:
        where = find_unit(ledger.organisation(), unit)
        _change(ledger, CreatePost(PostId(post), where, title, frozenset(role)), person)
        reader = reader_of(ledger)
        say(
            _("%(post)s is a post of %(unit)s now. Appoint somebody: buckstop post appoint."),
            post=post,
            unit=reader.unit(where),
        )


@app.command(name="appoint", help=text(_("Let a person hold a post from now on; a new person is registered first.")))
def appoint_command(
    post: _Post,
    holder: _Person,
    name: Annotated[
        str,
        typer.Option("--name", help=text(_("Name of the person, for the register; sealed, so that it can be erased."))),
    ] = "",
    person: AdministratorOption = "",
    home: HomeOption = None,
) -> None:
    """Appoint a person."""
    with opened(home) as ledger:
        if PersonId(holder) not in ledger.organisation().persons:
            sealed = Personal(SubjectId(holder), "name", name or holder)
            register = RegisterPerson(PersonId(holder), None)  # type: ignore[arg-type] # sealed at the door
            _change(ledger, register, person, (sealed,))
        _change(ledger, AppointPerson(PersonId(holder), PostId(post)), person)
        say(_("%(person)s holds %(post)s now."), person=holder, post=reader_of(ledger).post(post))


@app.command(name="relieve", help=text(_("End a person's time in a post, now.")))
def relieve_command(post: _Post, holder: _Person, person: AdministratorOption = "", home: HomeOption = None) -> None:
    """Relieve a person."""
    with opened(home) as ledger:
        _change(ledger, RelievePerson(PersonId(holder), PostId(post)), person)
        say(_("%(person)s holds %(post)s no more."), person=holder, post=reader_of(ledger).post(post))


@app.command(name="list", help=text(_("List posts: unit, roles, who acts for each now.")))
def list_command(
    unit: Annotated[str | None, typer.Option("--unit", help=text(_("Only those of a unit.")))] = None,
    home: HomeOption = None,
) -> None:
    """List posts."""
    with opened(home) as ledger:
        organisation, reader, now = ledger.organisation(), reader_of(ledger), ledger.now()
        where = find_unit(organisation, unit) if unit else None
        posts = [
            post
            for found, several in sorted(organisation.posts.by_unit.items())
            for post in several
            if where in {None, found}
        ]
        if not posts:
            say(_("There is no such post. Create one with: buckstop post create."))
            return
        table = Table(box=None, pad_edge=False)
        for heading in (_("Post"), _("Unit"), _("Title"), _("Roles"), _("Acts now")):
            table.add_column(text(heading), overflow="fold")
        for post in posts:
            acting = organisation.who_acts_for(post.id, now)
            table.add_row(
                plain(post.id),
                plain(reader.unit(post.unit)),
                plain(post.title),
                reader.listed(ROLES, sorted(post.roles)),
                plain(acting.person if acting else "-"),
            )
        console().print(table)


def _change(ledger: Ledger, command: Any, person: str, personal: tuple[Personal, ...] = ()) -> None:
    """Carry out a change of the organisation; a refusal ends the command."""
    actor = speaker(ledger.organisation(), ledger.now(), person=person) if person else None
    outcome = handle(ledger, Submission(secrets.token_hex(8), actor, command, personal=personal))
    if isinstance(outcome, Refused):
        reason = refusal_sentence(outcome.refusal, reader_of(ledger))
        say(_("No: %(reason)s (%(code)s)"), reason=reason, code=outcome.refusal.code)
        raise typer.Exit(REFUSED)
