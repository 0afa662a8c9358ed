"""How alike people are, against tables counted by hand and against a count of each person in turn."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from consult.services.microdata.anonymity import reckon

# Ten people: (sex, age, area). By hand: F-16-N three times, M-16-N twice, F-45-S twice, and three who are alone.
PEOPLE = [
    ("F", "16", "N"), ("F", "16", "N"), ("F", "16", "N"), ("M", "16", "N"), ("M", "16", "N"),
    ("F", "45", "S"), ("F", "45", "S"), ("M", "45", "S"), ("M", "16", "S"), ("F", "16", "S"),
]  # fmt: skip
COLUMNS = ("sex", "age", "area")


def test_a_table_counted_by_hand():
    found = reckon(Counter(PEOPLE), COLUMNS, 3)
    assert (found.k, found.people, found.alone, found.few) == (1, 10, 3, 7)
    # Without the sex: 16-N five, 45-S three, 16-S two. Without the age: F-N 3, M-N 2, F-S 3, M-S 2.
    # Without the area: F-16 four, M-16 three, F-45 two, M-45 one.
    assert found.without == {"sex": 0, "age": 0, "area": 1}
    assert found.telling == ["sex", "age", "area"] and not found.is_enough


def test_everybody_alike():
    found = reckon(Counter([("F",)] * 5), ("sex",), 5)
    assert found.is_enough and (found.k, found.alone, found.few) == (5, 0, 0) and found.telling == []


def test_without_a_column_all_are_alike():
    assert reckon({(): 7}, (), 5).k == 7


def test_a_file_of_nobody_is_not_enough():
    assert not reckon({}, COLUMNS, 5).is_enough


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 3), min_size=1, max_size=40), st.integers(1, 6))
def test_it_is_what_comes_of_asking_each_person_in_turn(people, limit):
    alike = [sum(1 for other in people if other == one) for one in people]
    found = reckon(Counter(people), COLUMNS, limit)
    assert found.k == min(alike)
    assert found.alone == sum(1 for n in alike if n == 1) and found.few == sum(1 for n in alike if n < limit)
    for place, name in enumerate(COLUMNS):
        rest = [one[:place] + one[place + 1:] for one in people]
        assert found.without[name] == sum(1 for one in rest if rest.count(one) == 1) <= found.alone


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 3), min_size=1, max_size=40))
def test_fewer_columns_never_make_people_less_alike(people):
    assert reckon(Counter(one[:2] for one in people), COLUMNS[:2], 5).k >= reckon(Counter(people), COLUMNS, 5).k
