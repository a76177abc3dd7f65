"""Who asks for a page: a person with the posts they act from now, and what they may see."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import get_language

from buckstop.app.ledger import Ledger
from buckstop.app.person_names import PersonNames
from buckstop.app.readership import titles_for
from buckstop.db.accounts.models import Account
from buckstop.domain.ids import PersonId, PostId, UnitId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation import Organisation
from buckstop.domain.permissions import FOR_OUTSIDE_ARBITER, ROLES
from buckstop.domain.posts import Acting, Role
from buckstop.domain.seeing import reach, viewer_of
from buckstop.text.readers import Reader
from buckstop.text.titles import Titles
from buckstop.web.languages import code_of, translator_of
from buckstop.web.opened import ledger as opened_ledger


@dataclass(frozen=True)
class Visitor:
    """A signed-in person at the instant of a request.

    Args:
        acting: every post the person acts for now, own ones first.
        read: how ids, instants and codes are shown to them.
    """

    account: Account
    ledger: Ledger
    organisation: Organisation
    acting: tuple[Acting, ...]
    read: Reader

    @property
    def person(self) -> PersonId:
        """Their id in the register."""
        return PersonId(self.account.person)

    def unit_of(self, acting: Acting) -> UnitId:
        """The unit of a post they act for."""
        return self.organisation.posts.by_id[acting.post].unit

    @cached_property
    def units(self) -> tuple[UnitId, ...]:
        """Units they speak for, the one of their own first post first."""
        return tuple(dict.fromkeys(self.unit_of(one) for one in self.acting))

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Every role of every post they act for."""
        return frozenset(role for one in self.acting for role in self.organisation.posts.by_id[one.post].roles)

    def roles_in(self, unit: UnitId) -> frozenset[Role]:
        """Their roles in one unit."""
        posts = (self.organisation.posts.by_id[one.post] for one in self.acting)
        return frozenset(role for post in posts if post.unit == unit for role in post.roles)

    @cached_property
    def sees_all(self) -> bool:
        """Whether every matter is theirs to see: the supervision office and auditors."""
        return reach(self.organisation, viewer_of(self.organisation, self.person, self.ledger.now())).everything

    def actor(self, unit: UnitId, command: type | None = None) -> Actor | None:
        """The person speaking for a unit, from the post whose roles fit the command; None where they hold none there."""
        needed = ROLES.get(command, frozenset()) if command is not None else frozenset()
        here = [one for one in self.acting if self.unit_of(one) == unit]
        if not here:
            return None
        fitting = (one for one in here if not self.organisation.posts.by_id[one.post].roles.isdisjoint(needed))
        one = next(fitting, here[0])
        return Actor(self.person, unit, one.held, one.post if one.deputising else None)

    def units_for(self, command: type) -> tuple[UnitId, ...]:
        """Units for which their posts permit a command; who arbitrates from outside only judges."""
        outside = self.organisation.outside_arbiter
        return tuple(
            unit
            for unit in self.units
            if ROLES[command] & self.roles_in(unit) and (unit != outside or command in FOR_OUTSIDE_ARBITER)
        )

    @cached_property
    def deputising(self) -> tuple[PostId, ...]:
        """Posts they act for instead of an absent holder: shown, so that nobody does so unawares."""
        return tuple(one.post for one in self.acting if one.deputising)


def visitor_of(account: Account) -> Visitor:
    """An account's person, as the organisation stands now."""
    ledger = opened_ledger()
    organisation = ledger.organisation()
    acting = organisation.posts.acting(PersonId(account.person), ledger.now())
    language = code_of(get_language())
    person = PersonId(account.person)
    read = Reader(
        translator_of(language),
        language,
        organisation,
        ledger.calendar,
        ledger.pack,
        Titles(lambda matters: titles_for(ledger, organisation, person, matters)),
        PersonNames(ledger, organisation).of,
    )
    return Visitor(account, ledger, organisation, acting, read)


def visitor(request: HttpRequest) -> Visitor:
    """Who asks; only for pages behind the sign-in."""
    found: Visitor = request.visitor  # type: ignore[attr-defined] # set by `middleware.visitor`
    return found
