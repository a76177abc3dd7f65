"""When posts, tenures, deputies and absences may change, so that at most one person acts for a post at an instant."""

from datetime import datetime

from buckstop.domain.ids import PersonId, PostId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    AbolishPost,
    AppointPerson,
    ChangePost,
    CorrectPersonEntry,
    CreatePost,
    EndAbsence,
    MarkKeyPost,
    PersonCommand,
    PostCommand,
    RegisterAbsence,
    RegisterPerson,
    RelievePerson,
    SetDeputies,
)
from buckstop.domain.organisation_refusals import Answer, OrganisationRefusal, first_of
from buckstop.domain.organisation_unit_rules import blank, retired_unit, unknown_unit
from buckstop.domain.post_events import (
    AbsenceEnded,
    AbsenceRegistered,
    DeputiesSet,
    KeyPostMarked,
    PersonAppointed,
    PersonEntryCorrected,
    PersonRegistered,
    PersonRelieved,
    PostAbolished,
    PostChanged,
    PostCreated,
)
from buckstop.domain.posts import Absence, Role, overlap
from buckstop.domain.refusals import Refusal


def decide_posts(organisation: Organisation, command: PostCommand, at: datetime) -> Answer:
    """What a change of a post writes, or why not."""
    match command:
        case CreatePost():
            return _create(organisation, command, at)
        case ChangePost():
            return _change(organisation, command, at)
        case AbolishPost():
            return _abolish(organisation, command, at)
        case SetDeputies():
            return _set_deputies(organisation, command, at)
        case MarkKeyPost():
            return _mark_key_post(organisation, command, at)
        case RegisterAbsence():
            return _register_absence(organisation, command, at)
        case EndAbsence():
            return _end_absence(organisation, command, at)


def decide_persons(organisation: Organisation, command: PersonCommand, at: datetime) -> Answer:
    """What an entry in the register, an appointment or a relief writes, or why not."""
    match command:
        case RegisterPerson():
            return _register(organisation, command, at)
        case CorrectPersonEntry():
            return _correct(organisation, command, at)
        case AppointPerson():
            return _appoint(organisation, command, at)
        case RelievePerson():
            return _relieve(organisation, command, at)


def _unknown_post(organisation: Organisation, *posts: PostId) -> Refusal | None:
    for post in posts:
        if organisation.post(post) is None:
            return Refusal.of(OrganisationRefusal.POST_UNKNOWN, post=post)
    return None


def _abolished_post(organisation: Organisation, *posts: PostId) -> Refusal | None:
    for post in posts:
        if organisation.posts.by_id[post].abolished_at is not None:
            return Refusal.of(OrganisationRefusal.POST_ABOLISHED, post=post)
    return None


def _alive(organisation: Organisation, *posts: PostId) -> Refusal | None:
    return _unknown_post(organisation, *posts) or _abolished_post(organisation, *posts)


def _sorted_roles(roles: frozenset[Role]) -> tuple[Role, ...]:
    return tuple(sorted(roles))


def _create(organisation: Organisation, command: CreatePost, at: datetime) -> Answer:
    outside = command.unit == organisation.outside_arbiter
    taken = organisation.post(command.post) is not None
    obstacle = first_of(
        blank(post=command.post, title=command.title),
        None if outside else unknown_unit(organisation, command.unit),
        Refusal.of(OrganisationRefusal.ID_TAKEN, id=command.post) if taken else None,
        None if outside else retired_unit(organisation, command.unit),
    )
    if obstacle is not None:
        return obstacle
    return (PostCreated(command.post, command.unit, command.title.strip(), _sorted_roles(command.roles), at),)


def _change(organisation: Organisation, command: ChangePost, at: datetime) -> Answer:
    obstacle = first_of(blank(title=command.title), _alive(organisation, command.post))
    if obstacle is not None:
        return obstacle
    post = organisation.posts.by_id[command.post]
    if (post.title, post.roles) == (command.title.strip(), command.roles):
        return Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
    return (PostChanged(command.post, command.title.strip(), _sorted_roles(command.roles), at),)


def _abolish(organisation: Organisation, command: AbolishPost, at: datetime) -> Answer:
    named = (command.post,) if command.successor is None else (command.post, command.successor)
    obstacle = _alive(organisation, *named)
    if obstacle is not None:
        return obstacle
    if command.successor == command.post:
        return Refusal.of(OrganisationRefusal.INTO_ITSELF, unit=command.post)
    return (PostAbolished(command.post, command.successor, at),)


def _set_deputies(organisation: Organisation, command: SetDeputies, at: datetime) -> Answer:
    deputies = command.deputies
    twice = next((deputy for place, deputy in enumerate(deputies) if deputy in deputies[:place]), None)
    obstacle = first_of(
        None if twice is None else Refusal.of(OrganisationRefusal.NAMED_TWICE, id=twice),
        _alive(organisation, command.post, *deputies),
        Refusal.of(OrganisationRefusal.OWN_DEPUTY, post=command.post) if command.post in deputies else None,
    )
    if obstacle is not None:
        return obstacle
    post = organisation.posts.by_id[command.post]
    if post.key_post and not deputies:
        return Refusal.of(OrganisationRefusal.KEY_POST_UNCOVERED, post=command.post)
    if post.deputies == deputies:
        return Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
    return (DeputiesSet(command.post, deputies, at),)


def _mark_key_post(organisation: Organisation, command: MarkKeyPost, at: datetime) -> Answer:
    obstacle = _alive(organisation, command.post)
    if obstacle is not None:
        return obstacle
    post = organisation.posts.by_id[command.post]
    if command.key_post and not post.deputies:
        return Refusal.of(OrganisationRefusal.KEY_POST_UNCOVERED, post=command.post)
    if post.key_post == command.key_post:
        return Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
    return (KeyPostMarked(command.post, command.key_post, at),)


def _span(at: datetime, from_at: datetime, until_at: datetime | None) -> Refusal | None:
    """What is wrong with a span: nobody is appointed or excused for a time that is already past."""
    if from_at < at:
        return Refusal.of(OrganisationRefusal.BACK_DATED, from_at=from_at.isoformat())
    if until_at is not None and until_at <= from_at:
        return Refusal.of(
            OrganisationRefusal.ENDS_BEFORE_BEGINNING, from_at=from_at.isoformat(), until_at=until_at.isoformat()
        )
    return None


def _register_absence(organisation: Organisation, command: RegisterAbsence, at: datetime) -> Answer:
    from_at = at if command.from_at is None else command.from_at
    named = (command.post,) if command.deputy is None else (command.post, command.deputy)
    obstacle = first_of(_span(at, from_at, command.until_at), _alive(organisation, *named))
    if obstacle is not None:
        return obstacle
    deputies = organisation.posts.by_id[command.post].deputies
    if command.deputy is not None and command.deputy not in deputies:
        return Refusal.of(OrganisationRefusal.NOT_DEPUTY, post=command.post, deputy=command.deputy)
    asked = deputies if command.deputy is None else (command.deputy,)
    deputy = next((each for each in asked if _is_there(organisation, each, from_at)), None)
    if deputy is None:
        return Refusal.of(OrganisationRefusal.DEPUTY_ABSENT, post=command.post)
    holder = organisation.holder_of(command.post, from_at)
    if holder is None:
        return Refusal.of(OrganisationRefusal.NOT_HOLDING, post=command.post, person="")
    if any(overlap(absence, from_at, command.until_at) for absence in _absences(organisation, command.post, holder)):
        return Refusal.of(OrganisationRefusal.ABSENCE_TAKEN, post=command.post)
    return (AbsenceRegistered(command.post, deputy, command.until_at, from_at),)


def _absences(organisation: Organisation, post: PostId, holder: PersonId | None) -> tuple[Absence, ...]:
    """The absences of one holder of a post; those of its other holders are another's business."""
    posts = organisation.posts
    return tuple(each for each in posts.absences.get(post, ()) if posts.holder_of(post, each.from_at) == holder)


def _is_there(organisation: Organisation, post: PostId, at: datetime) -> bool:
    """Whether the holder of a post is present, so that it can act for another one."""
    acting = organisation.who_acts_for(post, at)
    return acting is not None and not acting.deputising


def _end_absence(organisation: Organisation, command: EndAbsence, at: datetime) -> Answer:
    until_at = at if command.until_at is None else command.until_at
    obstacle = first_of(_span(at, until_at, None), _unknown_post(organisation, command.post))
    if obstacle is not None:
        return obstacle
    absences = _absences(organisation, command.post, organisation.holder_of(command.post, until_at))
    running = next((each for each in absences if each.until_at is None or each.until_at > until_at), None)
    if running is None:
        return Refusal.of(OrganisationRefusal.NOT_ABSENT, post=command.post)
    return (AbsenceEnded(command.post, running.from_at, until_at),)


def _unknown_person(organisation: Organisation, person: PersonId) -> Refusal | None:
    return None if person in organisation.persons else Refusal.of(OrganisationRefusal.PERSON_UNKNOWN, person=person)


def _register(organisation: Organisation, command: RegisterPerson, at: datetime) -> Answer:
    obstacle = blank(person=command.person, commitment=command.name.commitment)
    if obstacle is not None:
        return obstacle
    if command.person in organisation.persons:
        return Refusal.of(OrganisationRefusal.ID_TAKEN, id=command.person)
    return (PersonRegistered(command.person, command.name, at),)


def _correct(organisation: Organisation, command: CorrectPersonEntry, at: datetime) -> Answer:
    obstacle = first_of(blank(commitment=command.name.commitment), _unknown_person(organisation, command.person))
    if obstacle is not None:
        return obstacle
    if organisation.persons[command.person] == command.name:
        return Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
    return (PersonEntryCorrected(command.person, command.name, at),)


def _appoint(organisation: Organisation, command: AppointPerson, at: datetime) -> Answer:
    from_at = at if command.from_at is None else command.from_at
    obstacle = first_of(
        _span(at, from_at, command.until_at),
        _unknown_post(organisation, command.post),
        _unknown_person(organisation, command.person),
    )
    obstacle = obstacle or _abolished_post(organisation, command.post)
    if obstacle is not None:
        return obstacle
    for tenure in organisation.posts.tenures.get(command.post, ()):
        if overlap(tenure, from_at, command.until_at):
            return Refusal.of(OrganisationRefusal.POST_TAKEN, post=command.post, person=tenure.person)
    return (PersonAppointed(command.person, command.post, command.until_at, from_at),)


def _relieve(organisation: Organisation, command: RelievePerson, at: datetime) -> Answer:
    until_at = at if command.until_at is None else command.until_at
    obstacle = first_of(
        _span(at, until_at, None),
        _unknown_post(organisation, command.post),
        _unknown_person(organisation, command.person),
    )
    if obstacle is not None:
        return obstacle
    running = next(
        (
            tenure
            for tenure in organisation.posts.tenures.get(command.post, ())
            if tenure.person == command.person and (tenure.until_at is None or tenure.until_at > until_at)
        ),
        None,
    )
    if running is None:
        return Refusal.of(OrganisationRefusal.NOT_HOLDING, post=command.post, person=command.person)
    return (PersonRelieved(command.person, command.post, running.from_at, until_at),)
