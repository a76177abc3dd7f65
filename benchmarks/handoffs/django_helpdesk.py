"""django-helpdesk re-assigning in-process: `update_ticket(user, ticket, owner=...)`, the call its pages make.

In one transaction per re-assignment, as a request would be. Favourable to it: nobody has a mail address, so no mail is
rendered; no teams; SQLite in WAL mode with full sync and transactions that lock at once; connections are kept.
"""

import random
import shutil
from collections.abc import Iterable
from typing import Any

import django
from django.conf import settings

from benchmarks.handoffs import newer_sqlite
from benchmarks.handoffs.command import USER, Place, main
from benchmarks.handoffs.load import Client, ConflictError
from benchmarks.handoffs.postgresql import create_database

_DATABASE = "helpdesk"
_APPS = (
    *("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites"),
    *("django.contrib.messages", "django.contrib.humanize", "django.contrib.admin", "rest_framework", "helpdesk"),
)


class Desk:
    """A django-helpdesk on either of the databases.

    Args:
        place: where.
        settings_more: Django's, for whoever serves its pages as well.
    """

    def __init__(self, place: Place, **settings_more: object) -> None:
        newer_sqlite.install()
        self._place = place
        usual: dict[str, object] = {
            "INSTALLED_APPS": _APPS,
            "DATABASES": {"default": _database(place)},
            "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
            "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
            "HELPDESK_TEAMS_MODE_ENABLED": False,
            "SECRET_KEY": "for a benchmark",
            "SITE_ID": 1,
            "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
            "USE_TZ": True,
        }
        settings.configure(**usual | settings_more)
        django.setup()

    def prepare(self, matters: int, units: int) -> None:
        """Migrate, and create a queue, staff and tickets."""
        from django.contrib.auth.models import User
        from django.core.management import call_command
        from helpdesk.models import Queue, Ticket  # type: ignore[import-not-found]  # a measured peer: in .peers/ only

        shutil.rmtree(self._place.folder, ignore_errors=True)
        self._place.folder.mkdir(parents=True)
        if self._place.host:
            create_database(self._place.host, _DATABASE)
        call_command("migrate", verbosity=0)
        call_command("loaddata", "emailtemplate.json", verbosity=0)
        queue = Queue.objects.create(title="Matters", slug="matters")
        # One by one: helpdesk gives each user settings when it is saved.
        staff = [User.objects.create(username=f"unit-{number}", is_staff=True) for number in range(units)]
        tickets = [
            Ticket(title=f"Matter {number}", queue=queue, description="-", assigned_to=staff[number % units])
            for number in range(matters)
        ]
        Ticket.objects.bulk_create(tickets, batch_size=500)
        _leave()

    def client(self, number: int, clients: int) -> Client:  # noqa: ARG002 - everyone may touch everything
        """A process with a connection of its own; every client may touch every ticket."""
        from django.contrib.auth.models import User
        from helpdesk.models import Ticket

        staff = list(User.objects.filter(username__startswith="unit-").order_by("id"))
        return _DeskClient(list(Ticket.objects.values_list("id", flat=True)), staff)

    def history_rows(self) -> int:
        """Follow-ups whose change of the holder is recorded."""
        from helpdesk.models import TicketChange

        rows = TicketChange.objects.filter(field="Owner", followup__title__startswith="Assigned to").count()
        _leave()
        return int(rows)

    def holders(self, matters: Iterable[str]) -> dict[str, str]:
        """From the tickets."""
        from helpdesk.models import Ticket

        wanted = set(matters)
        rows = [(str(id_), str(user)) for id_, user in Ticket.objects.values_list("id", "assigned_to_id")]
        _leave()
        return {id_: user for id_, user in rows if id_ in wanted}


class _DeskClient:
    def __init__(self, tickets: list[int], staff: list[Any]) -> None:
        from django.db import OperationalError, transaction
        from helpdesk.models import Ticket
        from helpdesk.update_ticket import update_ticket  # type: ignore[import-not-found]  # as above

        self._tickets = tickets
        self._staff = staff
        self._ids: list[int] = [user.id for user in staff]
        self._model = Ticket
        self._update = update_ticket
        self._atomic = transaction.atomic
        self._refused = OperationalError

    def hand_off(self) -> tuple[str, str]:
        chosen = random.choice(self._tickets)
        try:
            with self._atomic():
                matter = self._model.objects.get(id=chosen)
                holder = self._another(matter.assigned_to_id)
                self._update(self._staff[0], matter, owner=holder)
        except self._refused as error:
            raise ConflictError from error
        return str(chosen), str(holder)

    def _another(self, present: int) -> int:
        while (chosen := random.choice(self._ids)) == present:
            pass
        return chosen


def _database(place: Place) -> dict[str, Any]:
    if place.host:
        engine = "django.db.backends.postgresql"
        return {"ENGINE": engine, "NAME": _DATABASE, "USER": USER, "HOST": place.host, "CONN_MAX_AGE": None}
    pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
    options = {"transaction_mode": "IMMEDIATE", "init_command": pragmas, "timeout": 30}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": place.folder / "helpdesk.sqlite", "OPTIONS": options}


def _leave() -> None:
    """Close all connections: clients are forked afterwards."""
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    raise SystemExit(main(Desk))
