"""Values beside the code of a record: it is said in the language of whoever reads it, not of whoever made it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module. The column may be empty: so SQLite adds it in place and keeps the guards of the table."""

    dependencies: ClassVar = [("accounts", "0003_cache")]
    operations: ClassVar = [
        migrations.AddField(model_name="accessrecord", name="particulars", field=models.TextField(null=True)),
    ]
