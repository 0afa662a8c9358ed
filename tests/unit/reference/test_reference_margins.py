"""The Census margins, against the published tables, and against the questionnaires they must fit."""

import csv
import datetime as dt
import itertools
from collections import Counter
from pathlib import Path

import pytest

from consult.questionnaire import Questionnaire
from consult.questionnaire.shipped import shipped_document
from consult.reference import UnknownReference, margins, partnerships

CENSUS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "census2021_gm"
SLUGS = ["trafford", "stockport", "manchester"]
CODES = {"trafford": "E08000009", "stockport": "E08000007", "manchester": "E08000003"}
DOCUMENTS = {"adults": "residents", "young": "youth"}

needs_census = pytest.mark.skipif(
    not CENSUS.is_dir(), reason="the published Census tables are not beside this checkout"
)


def margin(slug, id):
    return next(m for audience in DOCUMENTS for m in margins(slug, audience) if m["id"] == id)


def values(slug, id):
    return {tuple(t["categories"]): t["value"] for t in margin(slug, id)["targets"]}


def every_margin():
    return [m for slug in SLUGS for audience in DOCUMENTS for m in margins(slug, audience)]


@pytest.mark.parametrize("slug", SLUGS)
def test_adults_have_sex_by_age_first_then_ethnic_group_and_tenure(slug):
    assert [m["id"] for m in margins(slug, "adults")] == ["sex_age_16plus", "ethnic_group", "tenure"]
    assert [m["id"] for m in margins(slug, "young")] == ["sex_age_11_17"]


def test_trafford_figures_as_published():
    """Read off the Census 2021 tables for Trafford; sums by hand."""
    assert values("trafford", "sex_age_16plus")["female", "75+"] == 11_574
    assert values("trafford", "ethnic_group") == {
        ("asian",): 634 + 4_813 + 10_208 + 11_479 + 2_454,
        ("black",): 3_636 + 3_442 + 1_008,
        ("mixed",): 2_443 + 1_068 + 3_091 + 2_232,
        ("white",): 169_550 + 4_884 + 46 + 134 + 8_147,
        ("other",): 2_457 + 3_327,
    }
    assert values("trafford", "tenure") == {
        ("owns_outright",): 33_149,
        ("mortgage",): 33_238 + 654,
        ("social_rent",): 4_065 + 10_354,
        ("private_rent",): 13_254 + 1_490 + 65,
    }


@pytest.mark.parametrize(
    ("slug", "published"), [("trafford", 235_100), ("stockport", 294_800), ("manchester", 552_000)]
)
def test_ethnic_groups_add_to_the_population_ons_announced(slug, published):
    """ONS, "How the population changed in ...: Census 2021": totals rounded to the hundred or so."""
    assert sum(values(slug, "ethnic_group").values()) == pytest.approx(published, abs=100)


def test_every_combination_of_categories_is_there_once_with_a_whole_count():
    for m in every_margin():
        held = [tuple(t["categories"]) for t in m["targets"]]
        by_dimension = [sorted({c[at] for c in held}) for at in range(len(m["dimensions"]))]
        assert sorted(held) == sorted(itertools.product(*by_dimension)), m["id"]
        assert all(isinstance(t["value"], int) and t["value"] > 0 for t in m["targets"])


def test_each_margin_says_where_it_is_from_and_what_to_beware_of():
    for m in every_margin():
        assert m["source"].startswith("ONS Census 2021")
        assert m["source_address"].startswith("https://")
        assert dt.date.fromisoformat(m["date"]) == dt.date(2021, 3, 21)
        assert m["caution"]
    for slug in SLUGS:
        assert "all ages" in margin(slug, "ethnic_group")["caution"]
        assert "households, not people" in margin(slug, "tenure")["caution"]
        assert (margin(slug, "tenure")["unit"], margin(slug, "ethnic_group")["unit"]) == (
            "households",
            "usual residents",
        )


@pytest.mark.parametrize("audience", list(DOCUMENTS))
@pytest.mark.parametrize("slug", SLUGS)
def test_every_category_is_an_answer_the_questionnaire_offers(slug, audience):
    items = Questionnaire.from_document(shipped_document(DOCUMENTS[audience])).items
    for m in margins(slug, audience):
        for at, dimension in enumerate(m["dimensions"]):
            offered = {choice.value for choice in items[dimension].choices}
            missing = {t["categories"][at] for t in m["targets"]} - offered
            assert not missing, f"{m['id']}: {dimension} never answers {sorted(missing)}"


@pytest.mark.parametrize(("slug", "audience"), [("bolton", "adults"), ("trafford", "everyone")])
def test_an_unknown_partnership_or_audience_is_refused_by_name(slug, audience):
    with pytest.raises(UnknownReference, match="bolton|everyone"):
        margins(slug, audience)


def test_every_partnership_has_margins():
    assert all(margins(p["slug"], audience) for p in partnerships() for audience in DOCUMENTS)


def test_what_a_caller_changes_is_not_kept():
    margins("trafford", "adults")[0]["targets"].clear()
    assert len(margins("trafford", "adults")[0]["targets"]) == 14


@needs_census
@pytest.mark.parametrize("slug", SLUGS)
def test_margins_agree_with_the_separately_aggregated_file(slug):
    with open(CENSUS / "derived_weighting_margins_long.csv", encoding="utf-8-sig") as file:
        rows = [r for r in csv.DictReader(file) if r["area_code"] == CODES[slug]]
    aggregated = {(r["margin"], r["category"]): int(r["value"]) for r in rows}
    for (sex, band), value in values(slug, "sex_age_16plus").items():
        assert aggregated["sex_x_age16plus", f"{sex.title()} {band}"] == value
    ethnic = {c.split()[0].strip(","): v for (m, c), v in aggregated.items() if m == "ethnicity5"}
    assert {(name.lower(),): v for name, v in ethnic.items()} == values(slug, "ethnic_group")
    tenure, held = {c: v for (m, c), v in aggregated.items() if m == "tenure"}, values(slug, "tenure")
    assert held["owns_outright",] + held["mortgage",] == tenure["Owned"] + tenure["Shared ownership"]
    assert held["social_rent",] == tenure["Social rented"]
    assert held["private_rent",] == tenure["Private rented"] + tenure["Lives rent free"]


@needs_census
@pytest.mark.parametrize("slug", SLUGS)
def test_young_people_agree_with_the_single_year_table(slug):
    with open(CENSUS / "2021_population_by_sex_and_age_la_gm.csv", encoding="utf-8-sig") as file:
        years = {
            (r["sex"].lower(), r["age"]): int(r["value"])
            for r in csv.DictReader(file)
            if r["area_code"] == CODES[slug]
        }
    expected = Counter()
    for sex in ("female", "male"):
        for band, ages in {"11-13": (11, 12, 13), "14-15": (14, 15), "16-17": (16, 17)}.items():
            expected[sex, band] = sum(years[sex, f"Aged {age} years"] for age in ages)
    assert values(slug, "sex_age_11_17") == dict(expected)
