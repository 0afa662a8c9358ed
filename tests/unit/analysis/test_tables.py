"""Tables against R survey 4.1-1 (tests/reference/estimates.R) and against what a pencil gives."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import SurveyDesign, rake
from analysis.disclosure import COUNCIL
from analysis.table_protection import hidden
from analysis.table_tests import HIGHER, LOWER, contrasts, in_bands, whole
from analysis.tables import ALL, BASE, GROUP, NET, Layout, Line, counts, estimate, flags
from tests.unit.analysis.test_estimates_reference import BOROUGH, NEIGHBOURHOODS, R, read

SCALE = ("very", "fairly", "not very", "not at all")


def scale(answers, net):
    lines = [Line(NET, "safe", net, net=True), *(Line(one, "safe", (one,)) for one in answers)]
    return Layout("safe", tuple(answers), tuple(lines))


@pytest.fixture(scope="module")
def borough():
    sample = read("borough.csv")
    answers = [one for one in SCALE if one in set(sample["safe"].dropna())]
    answers += sorted(set(sample["safe"].dropna()) - set(answers))
    layout = scale(answers, ("very", "fairly"))
    weighting = rake(sample, BOROUGH, "base", tolerance=1e-12)
    design = SurveyDesign(sample, weighting, strata="neighbourhood", cluster="street")
    return layout, design.assign(**flags(layout, sample))


def by(design, column):
    return design.assign(**{GROUP: design.sample[column].astype(object)})


def test_shares_and_intervals_are_those_of_r(borough):
    layout, design = borough
    found = estimate(by(design, "neighbourhood"), layout, NEIGHBOURHOODS, np.ones(len(design.weights), bool))
    for group in NEIGHBOURHOODS:
        cell = found.cells[NET, group]
        assert cell.value == pytest.approx(R["borough raked", f"safe in {group}", "estimate"], rel=1e-8)
        for limit in ("lower", "upper"):
            expected = R["borough raked", f"ci safe in {group} logit", limit]
            assert getattr(cell, limit) == pytest.approx(expected, rel=1e-5)
    assert found.cells[NET, ALL].value == pytest.approx(R["borough raked", "safe", "estimate"], rel=1e-8)


@pytest.mark.parametrize("column, groups", [("neighbourhood", NEIGHBOURHOODS), ("sex", ["F", "M"])])
def test_the_test_of_the_table_is_that_of_r(borough, column, groups):
    layout, design = borough
    found = whole(by(design, column), layout, None, groups, np.ones(len(design.weights), bool))
    for part in ("statistic", "ndf", "ddf", "p"):
        assert getattr(found, part) == pytest.approx(R["borough raked", f"chisq safe {column}", part], rel=1e-6)


def test_with_two_groups_the_rest_is_the_other_one(borough):
    layout, design = borough
    design, everybody = by(design, "sex"), np.ones(len(borough[1].weights), bool)
    found = estimate(design, layout, ["F", "M"], everybody)
    shown = {(NET, "F"), (NET, "M")}
    told = contrasts(design, found, layout.lines[:1], ["F", "M"], everybody, shown)
    for group, sign in (("F", 1), ("M", -1)):
        assert told[NET, group].estimate == pytest.approx(sign * R["borough raked", "safe F-M", "estimate"], rel=1e-8)
        assert told[NET, group].se == pytest.approx(R["borough raked", "safe F-M", "se"], rel=1e-6)
        assert told[NET, group].adjusted == pytest.approx(min(2 * told[NET, group].p, 1))


def people(**groups):
    """A sample of one row a person: group=(yes, no)."""
    rows = [(name, answer) for name, (yes, no) in groups.items() for answer in ["yes"] * yes + ["no"] * no]
    return pd.DataFrame(rows, columns=[GROUP, "safe"])


def simple(kind="probability", **groups):
    sample, layout = people(**groups), Layout("safe", ("yes", "no"), (Line("yes", "safe", ("yes",)),
                                                                       Line("no", "safe", ("no",))))  # fmt: skip
    design = SurveyDesign(pd.concat([sample, flags(layout, sample)], axis=1), kind=kind)
    return layout, design, estimate(design, layout, list(groups), np.ones(len(sample), bool))


def test_a_group_is_marked_that_differs_from_all_others():
    layout, design, found = simple(a=(90, 10), b=(50, 50), c=(52, 48), d=(48, 52))
    everybody = np.ones(len(design.weights), bool)
    shown = {("yes", column) for column in "abcd"}
    told = contrasts(design, found, layout.lines[:1], list("abcd"), everybody, shown)
    # 90 of 100 less 150 of 300; the errors of two independent shares of a simple random sample of 400.
    se = (400 / 399 * (0.9 * 0.1 / 100 + 0.5 * 0.5 / 300)) ** 0.5
    assert told["yes", "a"].estimate == pytest.approx(0.4)
    assert told["yes", "a"].se == pytest.approx(se)
    assert [told["yes", column].verdict for column in "abcd"] == [HIGHER, LOWER, None, LOWER]


def test_an_open_sample_is_neither_tested_nor_given_limits():
    layout, design, found = simple(kind="open", a=(90, 10), b=(10, 90))
    everybody = np.ones(200, bool)
    assert whole(design, layout, None, ["a", "b"], everybody) is None
    assert contrasts(design, found, layout.lines, ["a", "b"], everybody, {("yes", "a")}) == {}
    assert all(cell.lower is None and cell.upper is None for cell in found.cells.values())


def test_all_of_a_group_are_tested_with_their_exact_interval():
    layout, design, found = simple(a=(30, 0), b=(70, 30))
    told = contrasts(design, found, layout.lines[:1], ["a", "b"], np.ones(130, bool), {("yes", "a")})
    alone = (130 / 129 * 0.7 * 0.3 / 100) ** 0.5
    assert told["yes", "a"].se > alone * 1.1


def test_several_choices_have_the_base_of_those_who_said_any():
    layout = Layout("why", ("asb", "drugs"), (Line("asb", "why=asb", ("asb",)), Line("drugs", "why=drugs", ("drugs",))),
                    several=True)  # fmt: skip
    given = [frozenset({"asb"})] * 6 + [frozenset({"asb", "drugs"})] * 3 + [frozenset({"prefer_not"}), None]
    sample = pd.DataFrame({"why": pd.Series(given, dtype=object), GROUP: None})
    design = SurveyDesign(pd.concat([sample, flags(layout, sample)], axis=1))
    found = estimate(design, layout, [], np.ones(11, bool))
    assert (found.cells["asb", ALL].people, found.cells["asb", ALL].base) == (9, 9)
    assert found.cells["drugs", ALL].value == pytest.approx(1 / 3)


def test_counts_say_who_they_are_about():
    layout, _design, found = simple(a=(6, 4), b=(5, 5))
    told = counts(layout, found, {"a": frozenset({("sex", "a")}), ALL: frozenset()})
    assert told["yes", "a"].people == 6 and told["yes", "a"].base == 10 and told["yes", "a"].answers == {"yes"}
    assert told[BASE, ALL].people == told[BASE, ALL].base == 20 and told[BASE, ALL].answers == {"yes", "no"}


def test_one_small_cell_never_goes_alone():
    layout, _design, found = simple(a=(3, 40), b=(20, 30), c=(25, 35))
    away = hidden(layout, found, ["a", "b", "c"], COUNCIL)
    assert {("yes", "a"), ("no", "a")} <= away
    assert sum(name == "yes" for name, _column in away) >= 2 and sum(name == "no" for name, _column in away) >= 2


def several(**ticked):
    """Each group: (who ticked asb, who only drugs)."""
    layout = Layout("why", ("asb", "drugs"), (Line("asb", "why=asb", ("asb",)),), several=True)
    rows = [(frozenset({one}), group) for group, numbers in ticked.items()
            for one, n in zip(("asb", "drugs"), numbers, strict=True) for _ in range(n)]  # fmt: skip
    sample = pd.DataFrame(rows, columns=["why", GROUP]).astype(object)
    design = SurveyDesign(pd.concat([sample, flags(layout, sample)], axis=1))
    return layout, estimate(design, layout, list(ticked), np.ones(len(sample), bool))


@pytest.mark.parametrize("small", [(3, 40), (40, 3)])
def test_of_a_choice_of_several_a_few_who_ticked_it_or_did_not_never_go_alone(small):
    """With one column hidden alone, the rest would give it."""
    layout, found = several(a=small, b=(20, 30), c=(25, 35))
    away = hidden(layout, found, ["a", "b", "c"], COUNCIL)
    assert ("asb", "a") in away and sum(name == "asb" for name, _column in away) >= 2


def test_that_all_of_a_group_ticked_a_choice_is_hidden_where_the_rule_says_so():
    layout, found = several(a=(20, 0), b=(20, 30), c=(25, 35))
    assert ("asb", "a") in hidden(layout, found, ["a", "b", "c"], replace(COUNCIL, unanimous=False))
    assert hidden(layout, found, ["a", "b", "c"], replace(COUNCIL, unanimous=True)) == set()


def test_of_a_choice_of_several_with_many_everywhere_nothing_is_hidden():
    layout, found = several(a=(10, 40), b=(20, 30), c=(25, 35))
    assert hidden(layout, found, ["a", "b", "c"], COUNCIL) == set()


def test_of_a_choice_of_several_without_groups_a_few_are_hidden():
    layout, found = several(a=(3, 40))
    assert ("asb", ALL) in hidden(layout, found, [], COUNCIL)


@pytest.mark.parametrize("p, band", [(0.0004, "below 0.001"), (0.004, "below 0.01"), (0.04, "below 0.05"),
                                     (0.06, "0.05 or more"), (float("nan"), "none")])  # fmt: skip
def test_p_in_bands(p, band):
    assert in_bands(p) == band
