"""From a table to a margin, and from one year's wards to another's: every expectation added up by hand."""

import pytest

from consult.population import (
    AREA,
    Cell,
    Deprivation,
    Lookup,
    Question,
    Table,
    Unreadable,
    Use,
    agree,
    by_lookups,
    by_outlines,
    candidate,
    suggest_choices,
    suggest_use,
    tolerance,
    ward_year,
)
from consult.population.lookups import by_ward

SEX = Question("sex", {"female": "Female", "male": "Male"})
AGE = Question("age_band", {"16-24": "16 to 24", "25-34": "25 to 34", "35+": "35 or over"})
YOUNG = Question("age", {"11-13": "11 to 13", "14-15": "14 to 15", "16-17": "16 to 17"})
FAITH = Question("religion", {"none": "No religion", "christian": "Christian", "another": "Another religion"})
WARD = Question("ward", {"A": "Alder", "B": "Birch"}, "wards")
ALDER, BIRCH = "E05015239", "E05015241"


def sex_by_age(area="E08000009"):
    """One person of each sex for every year from 0 to 39, and 20 women and 2 men of 40 and over."""
    cells = [Cell(area, (f"Aged {year} years", sex), 1, 0) for year in range(40) for sex in ("Female", "Male")]
    cells += [Cell(area, ("Aged 40 years and over", sex), n, 0) for sex, n in (("Female", 20), ("Male", 2))]
    return Table("columns", "Usual residents", ("age", "sex"), cells, period="2021-03-21")


def uses(table, *questions):
    found = {}
    for dimension in table.dimensions:
        if name := suggest_use(table, dimension, list(questions)):
            question = next(one for one in questions if one.name == name)
            found[dimension] = Use(question, suggest_choices(table.categories(dimension), question))
    return found


def test_ages_are_put_into_bands_and_children_left_out_of_adults():
    table = sex_by_age()
    made = candidate(table, uses(table, SEX, AGE), "adults", {})
    assert made.dimensions == ("age_band", "sex") and made.base == "16 and over"
    assert made.targets == {
        ("16-24", "female"): 9, ("16-24", "male"): 9, ("25-34", "female"): 10, ("25-34", "male"): 10,
        ("35+", "female"): 5 + 20, ("35+", "male"): 5 + 2,
    }  # fmt: skip
    assert made.total == (24 * 2) + 22


def test_young_people_are_those_of_eleven_to_seventeen():
    table = sex_by_age()
    made = candidate(table, uses(table, SEX, YOUNG), "young", {})
    assert made.total == 7 * 2 and made.base == "11 to 17"
    assert made.targets["11-13", "female"] == 3 and made.targets["14-15", "male"] == 2
    alone = candidate(table, {"sex": uses(table, SEX, YOUNG)["sex"]}, "young", {})
    assert alone.targets == {("female",): 7, ("male",): 7}, "the ages count though they are added up"


@pytest.mark.refusal(
    part="Population files",
    comes="an age band across the edge of another",
    gets="both, and to load single years",
)
def test_a_band_across_the_edge_is_refused():
    cells = [Cell("E08000009", ("Aged 15 to 19 years",), 5, 0), Cell("E08000009", ("Aged 20 to 24 years",), 5, 0)]
    table = Table("columns", "Usual residents", ("age",), cells)
    with pytest.raises(Unreadable, match="straddles"):
        candidate(table, uses(table, AGE), "adults", {})


def faith(**people):
    cells = [Cell("E08000009", (name.replace("_", " "),), n, 0) for name, n in people.items()]
    return Table("columns", "Religious affiliation", ("religion",), cells, period="2021-03-21")


def test_those_who_did_not_say_are_left_out_and_counted():
    table = faith(No_religion=60, Christian=30, Other_religion=10, Not_answered=7)
    made = candidate(table, uses(table, FAITH), "adults", {})
    assert made.targets == {("another",): 10, ("christian",): 30, ("none",): 60}
    (note,) = [note for note in made.notes if note.code == "left_out"]
    assert note.figures == {"category": "Not answered", "people": 7} and made.left_out == {"Not answered": 7}
    assert "other_base" in {note.code for note in made.notes}, "all ages are no 16 and over"


@pytest.mark.refusal(
    part="Population files",
    comes="a category that no answer stands for",
    gets="asked which answer, or to leave it out",
)
@pytest.mark.refusal(
    part="Population files",
    comes="a group of zero people",
    gets="refused: put it together with another",
)
@pytest.mark.parametrize(("people", "code"), [
    ({"No_religion": 60, "Christian": 30, "Jedi": 2}, "no_answer"),
    ({"No_religion": 60, "Christian": 0, "Other_religion": 2}, "zero_target"),
])  # fmt: skip
def test_a_category_without_an_answer_and_a_group_without_people(people, code):
    table = faith(**people)
    choices = suggest_choices(table.categories("religion"), FAITH)
    with pytest.raises(Unreadable, match=code):
        candidate(table, {"religion": Use(FAITH, choices)}, "adults", {})


@pytest.mark.refusal(
    part="Population files",
    comes="an answer that the table counts nobody in",
    gets="said, before the margin is stored",
)
def test_an_answer_that_the_table_lacks_is_said():
    table = faith(No_religion=60, Christian=30)
    made = candidate(table, uses(table, FAITH), "adults", {})
    (note,) = [note for note in made.notes if note.code == "answer_without_people"]
    assert note.figures == {"answer": "Another religion", "question": "religion"}


@pytest.mark.parametrize(("chosen", "code"), [
    ({}, "no_use"),
    ({"age": Use(AGE), "sex": Use(AGE)}, "one_question_twice"),
    ({"sex": Use(SEX, {"Female": "female", "Male": "other"})}, "no_answer"),
])  # fmt: skip
def test_what_cannot_be_chosen(chosen, code):
    with pytest.raises(Unreadable, match=code):
        candidate(sex_by_age(), chosen, "adults", {})


def test_more_categories_than_anybody_confirms():
    table = Table("columns", "Language", ("language",), [Cell("E08000009", (f"L{n}",), 1, 0) for n in range(41)])
    with pytest.raises(Unreadable, match="many_categories"):
        candidate(table, {"language": Use(FAITH, {})}, "adults", {})


def test_people_of_a_parted_ward_stay_whole():
    """5 and 5 people, of which the first ward gives a third away: 3.33 and 6.67 are 3 and 7, still 10."""
    table = Table("columns", "Usual residents", ("sex",), [Cell("X", ("Female",), 5, 0), Cell("Y", ("Female",), 5, 0)])
    places = {"X": {"A": 2 / 3, "B": 1 / 3}, "Y": {"B": 1.0}}
    made = candidate(table, {AREA: Use(WARD)}, "adults", places)
    assert made.targets == {("A",): 3, ("B",): 7} and made.total == 10


def test_how_far_altered_totals_may_part():
    assert (tolerance(1), tolerance(100), tolerance(400)) == (6, 60, 120)
    others = [{"title": "Sex", "total": 235_053, "cells": 19}]
    assert [note.code for note in agree(235_048, 182, others, True)] == ["tables_differ"]
    for people, perturbed in ((234_000, True), (235_048, False)):
        with pytest.raises(Unreadable, match="tables_disagree"):
            agree(people, 182, others, perturbed)


def lookup(**wards):
    return Lookup("oa", {small: {ward: 1.0} for small, ward in wards.items()})


NAMES = {"o1": "Alder", "o2": "Birch", "n1": "Alder", "n2": "Birch and Cedar"}


def test_wards_before_and_after_by_the_people_who_live_there():
    """Four areas of 40, 10, 30 and 20 people: Alder had the first two, and the second is in Birch and Cedar today."""
    people = {"a": 40, "b": 10, "c": 30, "d": 20}
    found = by_lookups(lookup(a="o1", b="o1", c="o2", d="o2"), lookup(a="n1", b="n2", c="n2", d="n2"), people, NAMES)
    assert found.shares == {"o1": {"n1": 0.8, "n2": 0.2}, "o2": {"n2": 1.0}}
    alder, birch = found.changes
    assert (alder.kind, alder.came, alder.moved, round(alder.gone, 6)) == ("changed", {"Alder": 1.0}, 0, 0.2)
    assert (birch.kind, birch.people) == ("changed", 60)
    assert birch.came == {"Birch": 50 / 60, "Alder": 10 / 60} and round(birch.moved, 6) == round(1 / 6, 6)


def test_a_new_code_for_the_same_people_is_the_same_boundary():
    same = by_lookups(lookup(a="o1", b="o2"), lookup(a="n1", b="n2"), {"a": 4, "b": 6}, NAMES)
    assert [one.kind for one in same.changes] == ["same_boundary", "same_boundary"]
    kept = by_lookups(lookup(a="n1", b="n2"), lookup(a="n1", b="n2"), {"a": 4, "b": 6}, NAMES)
    assert [one.kind for one in kept.changes] == ["same_code", "same_code"]


@pytest.mark.refusal(
    part="Population files",
    comes="a lookup that lacks a ward, knows another, or does not fit the other one",
)
@pytest.mark.parametrize(("after", "people", "code"), [
    (Lookup("lsoa", {"a": {"n1": 1.0}}), {"a": 1}, "lookups_of_two_kinds"),
    (lookup(a="n1", b="n1"), {"a": 1, "b": 1}, "lookups_differ"),
    (lookup(a="n1"), {}, "lookups_differ"),
])  # fmt: skip
def test_lookups_that_do_not_fit_together(after, people, code):
    with pytest.raises(Unreadable, match=code):
        by_lookups(lookup(a="o1"), after, people, NAMES)


def square(west, width=0.1):
    ring = [[west, 53.0], [west + width, 53.0], [west + width, 53.1], [west, 53.1], [west, 53.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_outlines_tell_only_of_the_same_name_on_the_same_ground():
    names = {"o1": "Davyhulme & Flixton", "n1": "Davyhulme and Flixton", "o2": "Hale", "n2": "Hale"}
    names |= {"o3": "Sale", "n3": "Manor"}
    before = {"o1": square(-2.4), "o2": square(-2.3), "o3": square(-2.2)}
    after = {"n1": square(-2.4, 0.1001), "n2": square(-2.3, 0.09), "n3": square(-2.2)}
    found = by_outlines(before, after, names)
    assert found.shares == {"o1": {"n1": 1.0}} and found.unresolved == ["Hale", "Manor"]


def test_the_year_of_ward_codes():
    """Trafford's Altrincham was E05000819 before May 2023; Manchester's codes are of both years."""
    assert ward_year(["E05000819"], "E08000009").year == "2022" and ward_year([ALDER], "E08000009").year == "2023"
    assert ward_year(["E05000819", ALDER], "E08000009").year is None
    assert ward_year(["E05011350"], "E08000003").year == "2023"
    assert ward_year(["E05099999"], "E08000009").unknown == ("E05099999",)


def test_deprivation_counts_each_area_by_its_people():
    """1,000 people in the first tenth and 3,000 in the fifth, a third of whom live in the other ward."""
    index = Deprivation({"E01000001": 1, "E01000002": 5})
    people = {"E01000001": 1_000, "E01000002": 3_000}
    lookup = Lookup("lsoa", {"E01000001": {"A": 1.0}, "E01000002": {"A": 2 / 3, "B": 1 / 3}}, shared=True)
    found = by_ward(index, people, lookup)
    assert found["A"] == {"people": 3_000, "decile": pytest.approx((1_000 * 1 + 2_000 * 5) / 3_000),
                          "most_deprived": pytest.approx(1 / 3)}  # fmt: skip
    assert found["B"]["decile"] == 5 and found["B"]["most_deprived"] == 0
    assert index.table(people, None).categories("deprivation") == {"1": 1_000, "2": 0, "3": 3_000, "4": 0, "5": 0}
    with pytest.raises(Unreadable, match="people_missing"):
        index.table({"E01000001": 1}, None)
