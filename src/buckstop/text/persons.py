"""People by name, namesakes told apart by unit and post: shown in choices, found by what was typed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from buckstop.domain.ids import PersonId
from buckstop.domain.organisation import Organisation
from buckstop.domain.posts import Post
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

IN_POST = _("%(name)s · %(unit)s, %(post)s")
"""Somebody with unit and post."""

_WITHOUT_POST = _("%(name)s · holds no post")
_WITH_ID = _("%(name)s (%(id)s)")


@dataclass(frozen=True)
class PersonLabels:
    """How people of a register are called so that nobody is taken for another.

    Args:
        names: of everybody in the register, opened; those without a name are left out.
        at: posts are those held then.
    """

    read: Reader
    organisation: Organisation
    names: Mapping[PersonId, str]
    at: datetime

    def of(self, person: PersonId) -> str:
        """The name; with unit and post where others bear it too, and with the id where that is still not enough."""
        name = self.names.get(person, "")
        if not name:
            return person
        return self._apart[person] if len(self._bearers[name]) > 1 else name

    def in_post(self, person: PersonId) -> str:
        """The name with unit and post, whether or not others bear it; empty for somebody without a name."""
        return self._in_post(person) if self.names.get(person) else ""

    def joined(self, persons: Iterable[PersonId]) -> str:
        """Several of them, one after the other."""
        return self.read.joined(map(self.of, persons))

    def find(self, words: str) -> tuple[PersonId, ...]:
        """Whom somebody means: by id, by the name as it is shown here, or by name; more than one for namesakes."""
        words = " ".join(words.split())
        if words in self.organisation.persons:
            return (PersonId(words),)
        shown = tuple(person for person, label in self._apart.items() if label == words)
        return shown or self._bearers.get(words, ())

    @cached_property
    def _bearers(self) -> Mapping[str, tuple[PersonId, ...]]:
        found = dict[str, list[PersonId]]()
        for person, name in self.names.items():
            if name:
                found.setdefault(name, []).append(person)
        return {name: tuple(persons) for name, persons in found.items()}

    @cached_property
    def _apart(self) -> Mapping[PersonId, str]:
        """Every namesake as they are told apart."""
        several = [person for persons in self._bearers.values() if len(persons) > 1 for person in persons]
        labels = {person: self._in_post(person) for person in several}
        often = Counter(labels.values())
        return {
            person: label if often[label] == 1 else self.read.say(_WITH_ID, name=label, id=person)
            for person, label in labels.items()
        }

    def _in_post(self, person: PersonId) -> str:
        post = self._posts.get(person)
        if post is None:
            return self.read.say(_WITHOUT_POST, name=self.names[person])
        return self.read.say(IN_POST, name=self.names[person], unit=self.read.unit(post.unit), post=post.title)

    @cached_property
    def _posts(self) -> Mapping[PersonId, Post]:
        """The first post each person holds."""
        found = dict[PersonId, Post]()
        for posts in self.organisation.posts.by_unit.values():
            for post in posts:
                holder = self.organisation.holder_of(post.id, self.at)
                if holder is not None:
                    found.setdefault(holder, post)
        return found
