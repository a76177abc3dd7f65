"""Tables of accounts, of what was read and exported, and of what a page keeps for the person who uses it."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their login name."""


class Account(AbstractBaseUser):
    """A way to sign in as one person of the register.

    What the person may do follows from the posts they hold in the ledger, never from anything here.

    Args:
        person: id in the register.
        demo: made for the demo county: signs in on this machine only.
        must_change: the password was given, not chosen: it must be changed at the first sign-in.
        post: the post last spoken from, empty for the first that fits.
        first_password_until: the password was given anew and opens only until then; None for any other.
        reset_at: administrators took a password or second factor, and the person has not put the message away yet.
    """

    username = models.CharField(max_length=64, unique=True)
    person = models.CharField(max_length=200, unique=True)
    display_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=16, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    must_change = models.BooleanField(default=False)
    post = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    first_password_until = models.DateTimeField(null=True)
    reset_at = models.DateTimeField(null=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username


class AccountReset(models.Model):
    """A password or second factor that an administrator takes from an account: asked, confirmed or declined, told.

    Args:
        what: `password` or `second`.
        asked_by: person who asked; empty for a command on the server.
        decided_by: person who confirmed or declined; empty while it waits, and where nobody had to.
        state: `waits`, `done` or `declined`.
        told_at: when the person of the account put the message about it away.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="resets")
    what = models.CharField(max_length=16)
    asked_by = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16)
    told_at = models.DateTimeField(null=True)

    class Meta:
        """The same thing is asked for once at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "what"], condition=models.Q(state="waits"), name="one_reset_waits"
            )
        ]


class AccessRecord(models.Model):
    """One reading of restricted data, one export, one download. The database refuses to change or delete it.

    Args:
        did: `read`, `export`, `download`, or `account` for what an administrator did to an account.
        what: id of the matter, name of the list, SHA-256 of the file, or the person whose account it is.
        detail: code of what else there is to say; in records of earlier versions a text.
        particulars: the values of that code as JSON; None where there are none.
    """

    happened_at = models.DateTimeField(auto_now_add=True, db_index=True)
    person = models.CharField(max_length=200, db_index=True)
    post = models.CharField(max_length=200, blank=True)
    did = models.CharField(max_length=16)
    what = models.CharField(max_length=200, db_index=True)
    detail = models.CharField(max_length=400, blank=True)
    particulars = models.TextField(null=True)  # noqa: DJ001 - a column that may be empty is added without copying the table, which would lose its guards


class CacheEntry(models.Model):
    """A line of Django's database cache: how often a password was wrong, until when that counts."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        """The name that the cache is configured with."""

        db_table = "accounts_cache"


class SavedView(models.Model):
    """A list with its filters, under a name of one's own.

    Args:
        first: the page opens with it.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="views")
    page = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000)
    first = models.BooleanField(default=False)

    class Meta:
        """A name is one's own, and stands for one view of a page; a page opens with one of them at most."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "page", "name"], name="one_view_per_name"),
            models.UniqueConstraint(fields=["account", "page"], condition=models.Q(first=True), name="one_view_first"),
        ]


class DirectiveDraft(models.Model):
    """A directive that was read and is being reviewed; nothing of it is in the ledger yet.

    Args:
        unit: whose draft it is: every leader of that unit may go on with it.
        source_sha256: of the file, which is kept among the files.
        answers: what the reviewer filled in, as JSON.
        opened: ids of the matters that came of it, as JSON; empty while it is a draft.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="drafts")
    unit = models.CharField(max_length=200, db_index=True)
    title = models.CharField(max_length=300)
    file_name = models.CharField(max_length=200, blank=True)
    source_sha256 = models.CharField(max_length=64)
    answers = models.TextField(default="{}")
    opened = models.TextField(default="[]")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
