"""Any item of a questionnaire as a measure, and its shares by group, against arithmetic by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis import SurveyDesign
from analysis.group_counts import categories_of, counts
from analysis.measures import (
    FIRST,
    MEASURES,
    PROBLEMS,
    ROWS,
    SEVERAL,
    SHARE,
    SINGLE,
    Asked,
    Measure,
    MeasureError,
    is_named,
    measure_for,
)
from analysis.measuring import NET, PART, estimate, prepare, shares
from consult.questionnaire import Questionnaire, shipped_document


def choice(value, kind=None):
    return SimpleNamespace(value=value, kind=kind)


def item(type, name="thing", net=(), rows=0, choices=4):
    rows = tuple(choice(f"r{number}") for number in range(rows))
    return SimpleNamespace(name=name, type=type, net=net, rows=rows, choices=tuple(map(choice, "abcdef"[:choices])))


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (item("single"), SINGLE),
        (item("single", net=("a",)), SHARE),
        (item("scale", net=("a", "b")), SHARE),
        (item("yes_no", net=("a",)), SHARE),
        (item("place"), SINGLE),
        (item("postcode"), SINGLE),
        (item("several"), SEVERAL),
        (item("ranking"), FIRST),
        (item("grid", net=("a",), rows=3), ROWS),
        # Seven rows of four answers are only the score of anti-social behaviour where that is what was asked.
        (item("grid", net=("a",), rows=7), ROWS),
        (item("grid", name="asb", net=("a",), rows=7), PROBLEMS),
        (item("grid", name="asb", net=("a",), rows=6), ROWS),
        (item("grid", name="asb", net=("a",), rows=7, choices=5), ROWS),
    ],
)
def test_the_type_decides_the_kind(asked, kind):
    assert measure_for(asked, "young").kind == kind


@pytest.mark.parametrize("type", ["text", "number", "month", "info", "consent"])
def test_what_has_no_shares_is_refused(type):
    with pytest.raises(MeasureError) as refusal:
        measure_for(item(type), "adults")
    assert refusal.value.code == "typed"


def test_a_grid_without_answers_that_count_is_told_row_by_row():
    grid = item("grid", name="asb", rows=2)
    with pytest.raises(MeasureError) as refusal:
        measure_for(grid, "adults")
    assert refusal.value.code == "rows"
    assert measure_for(grid, "adults", "r1") == Measure("asb.r1", "asb", "adults", SINGLE, row="r1")
    with pytest.raises(MeasureError) as refusal:
        measure_for(grid, "adults", "r9")
    assert refusal.value.code == "no_row"


def test_the_seven_named_measures_keep_their_ids_in_the_questionnaires_that_ship():
    shipped = {name: Questionnaire.from_document(shipped_document(name)) for name in ("residents", "youth")}
    for measure in MEASURES:
        questionnaire = shipped["youth" if measure.audience == "young" else "residents"]
        found = measure_for(questionnaire.items[measure.item], measure.audience)
        assert found == measure and is_named(found)
    # The same name asked of the other audience is another measure.
    worry = measure_for(shipped["residents"].items["worry_knife"], "adults")
    assert (worry.id, worry.kind, is_named(worry)) == ("worry_knife", SHARE, False)


def test_every_question_with_choices_that_ships_has_a_measure():
    for name in ("residents", "youth", "ess9"):
        questionnaire = Questionnaire.from_document(shipped_document(name))
        for one in questionnaire.items.values():
            if one.choices and one.type != "consent":
                assert measure_for(one, questionnaire.audience).item == one.name


def weighed(frame, kind="quota"):
    return SurveyDesign(frame, weight="weight", count="n", kind=kind)


def test_rows_of_a_grid_are_each_a_share_of_those_who_rated_it():
    asked = Asked("g", ("big", "small"), ("dont_know",), net=("big",), rows=("litter", "noise"))
    frame = pd.DataFrame({
        "g.litter": ["big", "small", "dont_know", None], "g.noise": ["small", "small", "small", "big"],
        "n": [2, 1, 1, 4], "weight": [1.0, 2.0, 2.0, 0.5],
    })  # fmt: skip
    found = estimate(Measure("g", "g", "adults", ROWS), asked, frame, weighed)
    litter, noise = found.parts
    # Litter: 2 of 2 + 2 + 2; noise: 2 of 2 + 2 + 2 + 2.
    assert (litter.value, litter.base) == (pytest.approx(1 / 3), 4)
    assert (noise.value, noise.base) == (pytest.approx(1 / 4), 8)
    assert found.net is None


def test_of_a_ranking_the_share_that_put_each_first():
    asked = Asked("r", ("x", "y"), ("dont_know",), ("prefer_not",))
    frame = pd.DataFrame({
        "r=x": [1, 2, None, None, None], "r=y": [2, 1, 1, None, None],
        "r=dont_know": [0, 0, 0, 1, 0], "r=prefer_not": [0, 0, 0, 0, 1], "n": [3, 2, 1, 2, 5], "weight": 1.0,
    })  # fmt: skip
    found = estimate(Measure("r", "r", "adults", FIRST), asked, frame, weighed)
    assert [part.value for part in found.parts] == pytest.approx([3 / 8, 3 / 8, 2 / 8])
    assert found.base == 8


BY_SEX = pd.DataFrame({
    "q": ["yes", "no", "yes", "no", "yes"], "sex": ["f", "f", "m", "m", None],
    "n": [30, 10, 10, 30, 5], "weight": [1.0, 3.0, 1.0, 1.0, 1.0],
})  # fmt: skip
YES = Asked("q", ("yes", "no"), net=("yes",))


def test_a_group_is_estimated_within_the_whole_design():
    prepared = prepare(Measure("q", "q", "adults", SHARE), YES, BY_SEX, weighed)
    women = shares(prepared, BY_SEX["sex"] == "f")
    # 30 of 30 + 30; the variance of a domain mean by hand, with replacement, n = 85 people in all.
    assert (women.net.value, women.net.people, women.base) == (0.5, 30, 40)
    z = np.repeat([1.0 * 0.5 / 60, 3.0 * -0.5 / 60, 0, 0, 0], BY_SEX["n"])
    assert women.net.se == pytest.approx(np.sqrt(85 / 84 * ((z - z.mean()) ** 2).sum()))


def test_the_counts_of_a_table_are_people_not_weights():
    prepared = prepare(Measure("q", "q", "adults", SHARE), YES, BY_SEX, weighed)
    found = counts(prepared, categories_of(prepared, "sex", ["f", "m", "x"]))
    women, everybody = frozenset({("sex", "f")}), frozenset()
    assert (found[women, NET].people, found[women, NET].base) == (30, 40)
    assert (found[everybody, PART + "no"].people, found[everybody, PART + "no"].base) == (40, 85)
    assert found[women, NET].variable == "q" and found[women, NET].answers == {"yes"}
    # Nobody is in the third group: there is nothing to tell and nothing to hide.
    assert not [group for group, _flag in found if group == frozenset({("sex", "x")})]


@pytest.mark.parametrize(
    ("kind", "asked", "flag", "variable"),
    [
        (SEVERAL, Asked("why", ("a",)), PART + "a", "why=a"),
        (ROWS, Asked("g", ("big",), net=("big",), rows=("litter",)), PART + "litter", "g.litter"),
    ],
)
def test_counts_are_named_as_the_data_is(kind, asked, flag, variable):
    frame = pd.DataFrame({"why=a": [1.0, 0.0], "g.litter": ["big", None], "n": [3, 4], "weight": 1.0})
    prepared = prepare(Measure("m", "m", "adults", kind), asked, frame, weighed)
    assert counts(prepared, categories_of(prepared, None, []))[frozenset(), flag].variable == variable
