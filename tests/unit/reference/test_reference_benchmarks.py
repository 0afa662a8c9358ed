"""The benchmarks, against the published figures typed here by hand."""

import csv
import re
from pathlib import Path

import pytest

from consult.questionnaire import Questionnaire
from consult.questionnaire.shipped import item_bank, shipped_document, shipped_names
from consult.reference import LANGUAGES, VERDICTS, benchmarks

CSEW = (
    Path(__file__).resolve().parents[3].parent
    / "shared"
    / "data"
    / "benchmarks"
    / "csew_sdg_16-1-4_feel_safe_after_dark.csv"
)

PUBLISHED = {
    "gmca_feel_safe_2019_20": (0.88, 12_875),
    "gmca_feel_unsafe_2019_20": (0.11, 12_875),
    "gmca_reason_unsafe_asb_2019_20": (0.40, None),
    "gmca_reason_unsafe_crime_2019_20": (0.30, None),
    "gmca_reason_unsafe_police_2019_20": (0.11, None),
    "gmca_reason_safe_2019_20": (0.23, None),
    "gmca_reason_safe_quiet_area_2019_20": (0.23, None),
    "gmca_reason_safe_community_2019_20": (0.18, None),
    "csew_safe_dark": (0.791, None),
    "csew_safe_dark_north_west": (0.779, None),
    "csew_high_asb_england_wales_2011_12": (0.15, None),
    "gmp_high_asb_2009_10": (0.156, None),
    "ons_carried_knife_10_15_2023_24": (0.005, None),
    "ons_avoided_travelling_alone_10_15_2023_24": (0.090, None),
    "ons_no_trusted_adult_10_15_2023_24": (0.035, None),
    "yef_worried_victim_2024": (0.67, 10_000),
    "yef_carried_weapon_2024": (0.05, 10_000),
    "yef_avoid_areas_2024": (0.33, 10_000),
    "beewell_hope_year_10_2023": (0.83, None),
    "trafford_safe_2024": (0.94, None),
    "trafford_bought_knife_2024": (0.02, None),
    "trafford_concern_knife_2024": (0.59, None),
    "trafford_safe_dark_2014_15": (0.93, None),
    "trafford_high_asb_2014_15": (0.01, None),
}


def benchmark(id):
    return next(row for row in benchmarks() if row["id"] == id)


def test_values_and_bases_are_the_published_ones():
    held = {row["id"]: (round(row["value"], 3), row["base"]) for row in benchmarks()}
    assert held == PUBLISHED


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


def test_the_beewell_base_is_not_the_whole_programme():
    assert "63,000" in benchmark("beewell_hope_year_10_2023")["base_note"]


def test_every_sentence_is_in_every_language_and_says_the_figure():
    for row in benchmarks():
        assert set(row["statement"]) == set(LANGUAGES)
        for language, text in row["statement"].items():
            digits = 1 if row["id"].startswith("ons_") else 0
            figure = f"{row['value'] * 100:.{digits}f}%"
            # Polish writes a decimal comma.
            assert (figure.replace(".", ",") if language == "pl" else figure) in text, (row["id"], language)
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


def test_every_comparison_is_with_a_question_and_answers_that_exist():
    items = {name: Questionnaire.from_document(shipped_document(name)).items for name in shipped_names()}
    for row in benchmarks():
        for comparison in row["comparisons"]:
            item = items[comparison["questionnaire"]].get(comparison["item"])
            assert item, f"{row['id']}: no question is called {comparison['item']}"
            offered = {choice.value for choice in item.choices}
            assert set(comparison["answers"] or []) <= offered, (row["id"], comparison["item"])


def test_every_benchmark_the_item_bank_names_is_held():
    named = {id for entry in item_bank().values() for id in entry.get("benchmarks", [])}
    assert named
    assert named <= {row["id"] for row in benchmarks()}


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
    for key, id in [((), "csew_safe_dark"), (("North West",), "csew_safe_dark_north_west")]:
        held = benchmark(id)["value"]
        assert held == pytest.approx(float(by_breakdown[key]) / 100, abs=1e-6)
