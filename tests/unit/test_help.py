"""How much more answers of a group would help, against Kish's formula over single people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.services.coming_in.help import after_more, effective_base


def test_by_hand():
    # Halves of the population, 10 and 40 people: 1 / (0.25/10 + 0.25/40) = 1 / 0.03125 = 32.
    assert effective_base([10, 40], [50, 50]) == pytest.approx(32)
    # Ten more of the first: 1 / (0.25/20 + 0.25/40) = 53.333.
    assert after_more([10, 40], [50, 50], 0, 10) == pytest.approx(160 / 3)
    # Ten more of the second help little: 1 / (0.25/10 + 0.25/50) = 33.333.
    assert after_more([10, 40], [50, 50], 1, 10) == pytest.approx(100 / 3)


def test_nobody_of_a_group_cannot_be_weighed():
    assert effective_base([0, 40], [1, 3]) is None
    # 1 / (0.0625/10 + 0.5625/40)
    assert after_more([0, 40], [1, 3], 0, 10) == pytest.approx(1 / (0.00625 + 0.0140625))
    assert after_more([0, 0, 40], [1, 1, 2], 0, 10) is None
    # Of a group that the population has none of, nobody is missing.
    assert effective_base([0, 40], [0, 5]) == pytest.approx(40)


groups = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 100)), min_size=1, max_size=8)


@given(groups)
def test_it_is_kishs_formula_over_people(groups):
    people, population = zip(*groups, strict=True)
    weights = [share / n for n, share in groups for _ in range(n)]
    kish = sum(weights) ** 2 / sum(weight**2 for weight in weights)
    assert effective_base(people, population) == pytest.approx(kish)


@given(groups, st.data())
def test_it_never_exceeds_the_people_and_more_answers_never_harm(groups, data):
    people, population = zip(*groups, strict=True)
    place = data.draw(st.integers(0, len(groups) - 1))
    before = effective_base(people, population)
    assert before <= sum(people) * (1 + 1e-9)
    assert after_more(people, population, place, 10) > before


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_a_sample_like_the_population_is_worth_all_its_people(people):
    assert effective_base(people, people) == pytest.approx(sum(people))
