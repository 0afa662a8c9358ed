"""The benchmarks, against the published figures typed here by hand, and what each may stand beside."""

import csv
import re
from pathlib import Path

import pytest

from consult.questionnaire.shipped import shipped_document
from consult.reference import LANGUAGES, VERDICTS, UnknownReference, benchmark, benchmarks, benchmarks_beside

CSEW = (
    Path(__file__).resolve().parents[3].parent
    / "shared"
    / "data"
    / "benchmarks"
    / "csew_sdg_16-1-4_feel_safe_after_dark.csv"
)

PUBLISHED = {
    "gm-safe-area-2019-20": (0.88, 12_875),
    "gm-unsafe-area-2019-20": (0.11, 12_875),
    "gm-reason-unsafe-asb-2019-20": (0.40, None),
    "gm-reason-unsafe-crime-2019-20": (0.30, None),
    "gm-reason-unsafe-police-2019-20": (0.11, None),
    "gm-reason-safe-no-experience-2019-20": (0.23, None),
    "gm-reason-safe-quiet-area-2019-20": (0.23, None),
    "gm-reason-safe-community-2019-20": (0.18, None),
    "csew-safe-dark-england-wales-2022-23": (0.791, None),
    "csew-safe-dark-north-west-2022-23": (0.779, None),
    "csew-high-asb-england-wales-2011-12": (0.15, None),
    "gmp-high-asb-2009-10": (0.156, None),
    "ons-carried-knife-10-15-2023-24": (0.005, None),
    "ons-avoided-travelling-alone-10-15-2023-24": (0.090, None),
    "ons-no-trusted-adult-10-15-2023-24": (0.035, None),
    "yef-worried-victim-2024": (0.67, 10_000),
    "yef-carried-weapon-2024": (0.05, 10_000),
    "yef-avoid-areas-2024": (0.33, 10_000),
    "beewell-hope-year-10-2023": (0.83, None),
    "trafford-safe-2024": (0.94, None),
    "trafford-bought-knife-2024": (0.02, None),
    "trafford-concern-knife-2024": (0.59, None),
    "trafford-safe-dark-2014-15": (0.93, None),
    "trafford-high-asb-2014-15": (0.01, None),
}


def verdicts(item, questionnaire="residents", slug="trafford"):
    found = benchmarks_beside(slug, questionnaire, item, refused=True)
    return {row["id"]: row["comparison"]["verdict"] for row in found}


def test_values_and_bases_are_the_published_ones():
    held = {row["id"]: (round(row["value"], 3), row["base"]) for row in benchmarks()}
    assert held == PUBLISHED


def test_the_gm_figure_is_similar_to_the_local_area_and_refused_after_dark():
    assert verdicts("safe_area")["gm-safe-area-2019-20"] == "similar"
    assert verdicts("safe_dark")["gm-safe-area-2019-20"] == "not comparable"
    beside = benchmarks_beside("trafford", "residents", "safe_dark")
    assert [row["id"] for row in beside] == [
        "csew-safe-dark-north-west-2022-23",
        "csew-safe-dark-england-wales-2022-23",
    ]


def test_a_knife_is_not_a_weapon_and_violence_is_not_knife_crime():
    assert verdicts("bought_knife", "youth")["ons-carried-knife-10-15-2023-24"] == "not comparable"
    assert verdicts("bought_knife", "youth")["yef-carried-weapon-2024"] == "not comparable"
    assert verdicts("worry_knife", "youth")["yef-worried-victim-2024"] == "not comparable"


def test_figures_about_adults_are_never_offered_beside_young_people_nor_the_other_way():
    for row in benchmarks():
        young = re.search(r"Children|Young people|Pupils", row["population"])
        for comparison in row["comparisons"]:
            assert (comparison["questionnaire"] == "youth") == bool(young), row["id"]


def test_a_reason_names_the_people_it_is_of():
    reasons = [row for row in benchmarks() if row["measure"].startswith("reasons_")]
    assert len(reasons) == 6
    for row in reasons:
        share = "11%" if row["measure"] == "reasons_unsafe" else "88%"
        assert share in row["routed_base"]
        # The survey's whole base would make it look surer than it is.
        assert row["base"] is None
        assert all(share in text for text in row["statement"].values())


def test_one_partnerships_own_figures_are_not_offered_to_another():
    assert "trafford-bought-knife-2024" in verdicts("bought_knife", "youth", "trafford")
    assert "trafford-bought-knife-2024" not in verdicts("bought_knife", "youth", "stockport")


def test_the_beewell_base_is_not_the_whole_programme():
    assert "63,000" in benchmark("beewell-hope-year-10-2023")["base_note"]


def test_every_sentence_is_in_every_language_and_says_the_figure():
    for row in benchmarks():
        assert set(row["statement"]) == set(LANGUAGES)
        for language, text in row["statement"].items():
            digits = 1 if row["id"].startswith("ons-") else 0
            assert f"{row['value'] * 100:.{digits}f}%" in text, (row["id"], language)
        for comparison in row["comparisons"]:
            assert set(comparison["differs"]) == set(LANGUAGES)
        urdu = [row["statement"]["ur"], *(c["differs"]["ur"] for c in row["comparisons"])]
        assert all(re.search("[\u0600-\u06ff]", text) for text in urdu)
        assert len({*row["statement"].values()}) == 3


def test_every_comparison_has_one_of_three_verdicts_and_a_proportion_to_compare():
    for row in benchmarks():
        assert 0 <= row["value"] <= 1
        assert row["comparisons"]
        assert {c["verdict"] for c in row["comparisons"]} <= set(VERDICTS)


def walk(node):
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from walk(child)


def test_every_comparison_is_with_a_question_and_answers_that_exist():
    for row in benchmarks():
        for comparison in row["comparisons"]:
            document = shipped_document(comparison["questionnaire"])
            items = [n for n in walk(document) if n.get("id") == comparison["item"]]
            assert items, f"{row['id']}: no question is called {comparison['item']}"
            if comparison["answers"] is not None:
                offered = {choice["value"] for choice in items[0]["choices"]}
                assert set(comparison["answers"]) <= offered, (row["id"], comparison["item"])


def test_a_question_nobody_published_a_figure_for_has_none():
    assert benchmarks_beside("trafford", "residents", "no_such_question") == []


def test_exact_comes_before_similar_before_refused():
    for questionnaire, item in [("residents", "safe_dark"), ("youth", "worry_knife")]:
        order = [VERDICTS.index(verdict) for verdict in verdicts(item, questionnaire).values()]
        assert order == sorted(order) and len(order) > 1


def test_unknown_names_are_refused():
    with pytest.raises(UnknownReference, match="gm-nothing"):
        benchmark("gm-nothing")
    with pytest.raises(UnknownReference, match="bolton"):
        benchmarks_beside("bolton", "residents", "safe_dark")


@pytest.mark.skipif(not CSEW.is_file(), reason="the published survey file is not beside this checkout")
def test_after_dark_figures_are_the_headline_rows_of_the_published_file():
    breakdowns = [
        "Age",
        "Sex",
        "Country of birth",
        "Disability status",
        "Ethnicity",
        "Ethnic group",
        "Household income",
        "Region",
        "Urban or rural",
        "Sexual orientation",
        "Highest qualification",
    ]
    with open(CSEW, encoding="utf-8-sig") as file:
        rows = [r for r in csv.DictReader(file) if r["Year"] == "2022/23"]
    by_breakdown = {tuple(r[b] for b in breakdowns if r[b]): r["Value"] for r in rows}
    for key, id in [((), "england-wales"), (("North West",), "north-west")]:
        held = benchmark(f"csew-safe-dark-{id}-2022-23")["value"]
        assert held == pytest.approx(float(by_breakdown[key]) / 100, abs=1e-6)
