"""Persons are pseudonyms that tell nothing; units keep their names in the order people expect."""

from hypothesis import given
from hypothesis import strategies as st

from buckstop.lens.report.names import Names, natural_key
from buckstop.lens.report.words import Words

WORDS = Words(str, "en")


def names_of(people: list[str], *, salt: str = "log", show_persons: bool = False) -> Names:
    holders = [(number, name, "person") for number, name in enumerate(people)]
    return Names.of(holders, WORDS, personal=True, show_persons=show_persons, salt=salt)


def test_persons_are_pseudonyms_unless_asked_otherwise() -> None:
    assert sorted(names_of(["Anna", "Bo"]).by_number.values()) == ["Person 1", "Person 2"]
    assert names_of(["Anna", "Bo"], show_persons=True).by_number == {0: "Anna", 1: "Bo"}


def test_a_pseudonym_is_the_same_whatever_number_the_person_had() -> None:
    once, again = names_of(["Anna", "Bo", "Chen"]), names_of(["Chen", "Anna", "Bo"])
    assert [once[0], once[1], once[2]] == [again[1], again[2], again[0]]


def test_a_pseudonym_does_not_tell_the_alphabet_and_differs_between_logs() -> None:
    people = [f"clerk {i:02d}" for i in range(40)]
    one, other = names_of(people), names_of(people, salt="another log")
    assert [one[i] for i in range(40)] != [f"Person {i + 1}" for i in range(40)]
    assert one.by_number != other.by_number


def test_a_person_at_unit_level_is_a_pseudonym_beside_units_with_names() -> None:
    holders = [(0, "Roads", "unit"), (1, "Anna", "person"), (2, "auto", "robot")]
    names = Names.of(holders, WORDS, personal=False, show_persons=False, salt="log")
    assert names.by_number == {0: "Roads", 1: "Person 1", 2: "auto"}
    assert names.pseudonyms
    assert names.by_value


def test_persons_are_never_ordered_by_a_value() -> None:
    assert not names_of(["Anna"]).by_value
    assert not names_of(["Anna"], show_persons=True).by_value


def test_digits_in_names_count_as_numbers() -> None:
    names = Names({0: "Team 10", 1: "team 9", 2: "Team 9 b"}, pseudonyms=False, by_value=True)
    assert names.order([0, 1, 2]) == [1, 2, 0]


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.text(max_size=8))
def test_units_that_differ_by_a_number_stand_in_the_order_of_the_number(one: int, other: int, tail: str) -> None:
    first, second = (natural_key(f"Team {number}-{tail}") for number in (one, other))
    assert (first < second) is (one < other)
