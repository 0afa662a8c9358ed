"""An order of its own for everybody, the same at every visit, and no order likelier than another."""

import hashlib
import hmac
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.questionnaire import Questionnaire

from .conftest import read_document

SHUFFLED = Questionnaire.from_document(read_document("shuffle"))


def order(name, seed):
    return [choice.value for choice in SHUFFLED.item(name).shuffled(seed)]


@given(st.sampled_from("abce"), st.text(max_size=40))
def test_the_same_seed_sees_the_same_choices_in_the_same_order(name, seed):
    item = Questionnaire.from_document(read_document("shuffle")).item(name)
    assert item.shuffled(seed) == SHUFFLED.item(name).shuffled(seed)
    assert sorted(order(name, seed)) == sorted(choice.value for choice in item.choices)


@given(st.text(max_size=40))
def test_those_of_a_kind_and_those_marked_as_fixed_stay_where_they_are(seed):
    assert order("a", seed)[3:] == ["other", "dont_know"]
    assert order("b", seed)[1] == "q" and order("b", seed)[4] == "none"
    assert order("c", seed)[3] == "prefer_not"
    assert [row.value for row in SHUFFLED.item("d").shuffled_rows(seed)][3] == "rest"


def test_without_shuffle_it_is_the_documents_order():
    assert order("e", "anything") == ["p", "q", "r"]
    assert SHUFFLED.item("d").shuffled("anything") == SHUFFLED.item("d").choices


def test_every_order_comes_up_equally_often():
    """6,000 seeds over 6 orders: chi-square with 5 degrees of freedom is below 20.5 in 999 of 1,000 fair draws."""
    for name in ("a", "c"):
        counts = Counter(tuple(order(name, f"seed {number}")[:3]) for number in range(6000))
        assert set(counts) == set(permutations("pqr"))
        assert sum((found - 1000) ** 2 / 1000 for found in counts.values()) < 20.5


def test_rows_too():
    counts = Counter(tuple(row.value for row in SHUFFLED.item("d").shuffled_rows(f"seed {number}"))
                     for number in range(6000))
    assert len(counts) == 6
    assert sum((found - 1000) ** 2 / 1000 for found in counts.values()) < 20.5


def test_the_order_of_one_question_tells_nothing_of_another():
    together = sum(order("a", f"seed {number}")[:3] == order("c", f"seed {number}")[:3] for number in range(6000))
    # One in six by chance: 1,000, with a standard deviation of 29.
    assert 880 < together < 1120


def test_it_is_the_hmac_that_is_documented():
    def sign(value):
        return hmac.new(b"a seed", b"a\0" + value.encode(), hashlib.sha256).hexdigest()

    assert order("a", "a seed")[:3] == sorted("pqr", key=sign)


def test_data_and_summaries_keep_the_documents_order():
    item = SHUFFLED.item("b")
    assert item.columns() == ("b=p", "b=q", "b=r", "b=s", "b=none")
    assert item.parse(["s", "p"]) == ["p", "s"]


@pytest.mark.refusal(
    part="Questionnaires",
    comes="an order that means something shuffled (scale, grid, place, yes or no)",
    gets="the type",
)
@pytest.mark.parametrize("name", ["item_scale", "item_grid", "item_place", "item_yes_no", "item_consent",
                                  "item_postcode", "item_number"])
def test_some_orders_mean_something(name, refused):
    refused(name, {"shuffle": True}, "keep their order")
