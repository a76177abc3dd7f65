"""The database itself keeps the record of reads: it can be added to, and nothing else."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = [
    f"CREATE TRIGGER access_record_no_{word} BEFORE {word} ON accounts_accessrecord "
    "BEGIN SELECT RAISE(ABORT, 'what was read stays on record'); END"
    for word in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    """CREATE FUNCTION accounts.access_record_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'what was read stays on record'; END $$""",
    """CREATE TRIGGER access_record_stays BEFORE UPDATE OR DELETE ON accounts_accessrecord
    FOR EACH ROW EXECUTE FUNCTION accounts.access_record_stays()""",
]


def _guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    """See the module."""

    dependencies: ClassVar = [("accounts", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(_guard, migrations.RunPython.noop)]
