"""People by name: nobody is taken for a namesake."""

from datetime import timedelta

from buckstop.domain.ids import PersonId
from buckstop.text.persons import PersonLabels
from tests.text.readers import reader
from tests.worlds import FOUNDED_AT, LI, WANG, ZHAO, county

NOW = FOUNDED_AT + timedelta(days=1)


def _labels(**names: str) -> PersonLabels:
    return PersonLabels(reader(), county(), {PersonId(person): name for person, name in names.items()}, NOW)


def test_a_name_that_one_person_bears_is_enough() -> None:
    labels = _labels(**{WANG: "Wang Wei", LI: "Li Fang"})
    assert labels.of(WANG) == "Wang Wei"
    assert labels.find("Wang  Wei") == (WANG,)


def test_namesakes_are_told_apart_by_unit_and_post_and_found_by_what_is_shown() -> None:
    labels = _labels(**{WANG: "Wang Wei", LI: "Wang Wei"})
    assert labels.of(WANG) != labels.of(LI)
    assert labels.of(WANG).startswith("Wang Wei · ")
    assert set(labels.find("Wang Wei")) == {WANG, LI}
    assert labels.find(labels.of(WANG)) == (WANG,)
    assert labels.find(LI) == (LI,)


def test_namesakes_without_a_post_are_told_apart_by_their_id() -> None:
    labels = _labels(**{"p-one": "Wang Wei", "p-two": "Wang Wei"})
    assert labels.of(PersonId("p-one")) == "Wang Wei · holds no post (p-one)"
    assert labels.find("Wang Wei · holds no post (p-two)") == (PersonId("p-two"),)


def test_somebody_without_a_name_is_called_by_the_id_and_a_stranger_is_not_found() -> None:
    labels = _labels(**{WANG: ""})
    assert labels.of(WANG) == WANG
    assert labels.find("nobody of that name") == ()
    assert labels.in_post(ZHAO) == ""
