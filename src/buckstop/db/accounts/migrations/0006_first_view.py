"""A list of one's own may be the one that Matters opens with."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module: of one page at most one list of a person is opened first."""

    dependencies: ClassVar = [("accounts", "0005_resets")]
    operations: ClassVar = [
        migrations.AddField(model_name="savedview", name="first", field=models.BooleanField(default=False)),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("first", True)), fields=("account", "page"), name="one_view_first"
            ),
        ),
    ]
