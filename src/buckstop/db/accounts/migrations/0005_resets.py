"""Passwords and second factors taken by administrators: asked, confirmed by a second one, told to whose they were."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies: ClassVar = [("accounts", "0004_particulars")]
    operations: ClassVar = [
        migrations.AddField(model_name="account", name="first_password_until", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="account", name="reset_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="AccountReset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="resets", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("what", models.CharField(max_length=16)),
                ("asked_by", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                ("state", models.CharField(max_length=16)),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waits")), fields=("account", "what"), name="one_reset_waits"
                    )
                ],
            },
        ),
    ]
