"""Kappa against published figures, by hand, and in what must always hold of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from analysis.agreement import (
    FULL_AGREEMENT,
    NO_TEXTS,
    ONE_ANSWER,
    Agreement,
    cohen_kappa,
    pooled_kappa,
    same_themes,
    theme_agreement,
)


def test_the_worked_example_of_fleiss_cohen_and_everitt():
    """200 subjects by two clinicians; published: kappa .429, its variance .002885."""
    found = cohen_kappa([[106, 10, 4], [22, 28, 10], [2, 12, 6]])
    assert (found.texts, found.observed, found.expected) == (200, 0.7, pytest.approx(0.475))
    assert found.kappa == pytest.approx(0.429, abs=5e-4)
    assert ((found.upper - found.kappa) / 1.959964) ** 2 == pytest.approx(0.002885, abs=5e-7)
    assert found.kappa - found.lower == pytest.approx(found.upper - found.kappa)


def test_the_worked_example_of_cohen_1968_without_weights():
    """The table of Cohen (1968), 200 subjects: (.70 - .41) / .59."""
    assert cohen_kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]]).kappa == pytest.approx(0.29 / 0.59)


def test_two_by_two_by_hand():
    """20 yes to both, 15 no to both, of 50: observed .7, expected .5 x .6 + .5 x .4 = .5, kappa .4."""
    found = cohen_kappa([[20, 5], [10, 15]])
    assert (found.observed, found.expected, found.kappa) == (pytest.approx(0.7), pytest.approx(0.5), pytest.approx(0.4))


def test_worse_than_chance_is_below_nought():
    assert cohen_kappa([[0, 5], [5, 0]]).kappa == -1


@pytest.mark.parametrize("table, missing, kappa", [
    ([[0, 0], [0, 0]], NO_TEXTS, None), ([[0, 0], [0, 9]], ONE_ANSWER, None),
    ([[4, 0], [0, 5]], FULL_AGREEMENT, 1.0)])  # fmt: skip
def test_what_is_not_defined_is_said(table, missing, kappa):
    found = cohen_kappa(table)
    assert (found.missing, found.kappa, found.lower, found.upper) == (missing, kappa, None, None)


def test_one_coder_who_never_says_yes_agrees_as_chance_has_it():
    assert cohen_kappa([[0, 3], [0, 7]]).kappa == 0


@pytest.mark.parametrize("table", [
    [[1, 2]], [1, 2], [[-1, 0], [0, 1]], [[0.5, 0], [0, 1]], [[float("nan"), 0], [0, 1]]])  # fmt: skip
def test_a_table_that_is_none_is_refused(table):
    with pytest.raises(ValueError, match="table must"):
        cohen_kappa(table)


TABLES = st.integers(2, 5).flatmap(lambda size: npst.arrays(int, (size, size), elements=st.integers(0, 60)))


@settings(max_examples=200, deadline=None)
@given(TABLES)
def test_kappa_keeps_its_bounds_and_does_not_care_who_is_first(table):
    found, turned = cohen_kappa(table), cohen_kappa(table.T)
    if found.kappa is None:
        assert found.missing in (NO_TEXTS, ONE_ANSWER) and turned.missing == found.missing
        return
    assert -1 <= found.kappa <= 1 and found.kappa <= found.observed + 1e-12
    assert turned.kappa == pytest.approx(found.kappa)
    assert (found.kappa == 1) == (np.trace(table) == table.sum())
    if found.lower is not None:
        assert -1 <= found.lower <= found.kappa + 1e-12 and found.kappa - 1e-12 <= found.upper <= 1
    # The order of the categories is none.
    assert cohen_kappa(table[::-1, ::-1]).kappa == pytest.approx(found.kappa)


@settings(max_examples=100, deadline=None)
@given(npst.arrays(bool, st.tuples(st.integers(0, 30), st.integers(1, 4))))
def test_a_coder_agrees_with_themselves(marks):
    for found in theme_agreement(marks, marks):
        assert found.kappa in (None, 1.0)
    assert same_themes(marks, marks) == (1.0 if len(marks) else None)


def test_themes_are_told_apart():
    """Texts a to d: on the first theme they differ over one, on the second never, the third nobody saw."""
    first = [[1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0]]
    second = [[1, 1, 0], [0, 0, 0], [0, 1, 0], [0, 0, 0]]
    one, two, three = theme_agreement(first, second)
    # Observed 3/4; expected 1/2 x 1/4 + 1/2 x 3/4 = 1/2.
    assert one.kappa == pytest.approx(0.5) and two.kappa == 1 and three.missing == ONE_ANSWER
    assert same_themes(first, second) == 0.75
    # Means: observed 11/12, expected (1/2 + 1/2 + 1) / 3 = 2/3: (11/12 - 8/12) / (4/12).
    assert pooled_kappa([one, two, three]) == pytest.approx(0.75)


def test_pooled_kappa_is_not_made_up():
    assert pooled_kappa([]) is None
    assert pooled_kappa([cohen_kappa([[0, 0], [0, 9]])]) is None
    assert pooled_kappa([Agreement(0, None, None, None, None, None, NO_TEXTS)]) is None


def test_texts_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="same texts"):
        theme_agreement([[1, 0]], [[1], [0]])
