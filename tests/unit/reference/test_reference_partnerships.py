"""The partnerships, their wards and neighbourhoods, against the published lists typed here by hand."""

import csv
from pathlib import Path

import pytest

from consult.reference import partnerships

GEOGRAPHY = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "geography_gm"

TRAFFORD = {
    "north": {
        "Gorse Hill & Cornbrook",
        "Longford",
        "Lostock & Barton",
        "Old Trafford",
        "Stretford & Humphrey Park",
    },
    "south": {
        "Altrincham",
        "Bowdon",
        "Broadheath",
        "Hale",
        "Hale Barns & Timperley South",
        "Timperley Central",
        "Timperley North",
    },
    "west": {"Bucklow-St Martins", "Davyhulme", "Flixton", "Urmston"},
    "central": {"Ashton upon Mersey", "Brooklands", "Manor", "Sale Central", "Sale Moor"},
}


def partnership(slug):
    return next(row for row in partnerships() if row["slug"] == slug)


def contrast_with_white(colour: str) -> float:
    """WCAG 2.2 contrast ratio of a #rrggbb colour with white (its definition of relative luminance)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def test_the_contrast_formula_gives_the_known_ratios():
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.005)


def test_three_partnerships_with_their_own_names_and_codes():
    assert [(p["slug"], p["title"], p["lad_code"]) for p in partnerships()] == [
        ("trafford", "Safer Trafford Partnership", "E08000009"),
        ("stockport", "One Stockport Safety Partnership", "E08000007"),
        ("manchester", "Manchester Community Safety Partnership", "E08000003"),
    ]


@pytest.mark.parametrize("slug", ["trafford", "stockport", "manchester"])
def test_white_text_can_be_read_on_the_partnership_colour(slug):
    assert contrast_with_white(partnership(slug)["colour"]) >= 4.5


def test_colours_tell_partnerships_apart():
    assert len({p["colour"] for p in partnerships()}) == 3


def test_trafford_has_four_neighbourhoods_made_of_21_wards():
    trafford = partnership("trafford")
    assert [n["name"] for n in trafford["neighbourhoods"]] == ["North", "South", "West", "Central"]
    made_of = {
        n["code"]: {w["name"] for w in trafford["wards"] if w["neighbourhood"] == n["code"]}
        for n in trafford["neighbourhoods"]
    }
    assert made_of == TRAFFORD
    assert len(trafford["wards"]) == 21


@pytest.mark.parametrize(("slug", "wards"), [("stockport", 21), ("manchester", 32)])
def test_boroughs_without_held_neighbourhoods_have_none_and_say_so(slug, wards):
    row = partnership(slug)
    assert row["neighbourhoods"] == []
    assert "No neighbourhoods are held" in row["neighbourhoods_note"]
    assert len(row["wards"]) == wards
    assert {w["neighbourhood"] for w in row["wards"]} == {None}


def test_no_ward_code_is_used_twice():
    codes = [w["code"] for p in partnerships() for w in p["wards"]]
    assert len(codes) == len(set(codes)) == 74


def test_what_a_caller_changes_is_not_kept():
    partnership("trafford")["wards"].clear()
    assert len(partnership("trafford")["wards"]) == 21


@pytest.mark.skipif(
    not GEOGRAPHY.is_dir(), reason="the published geography files are not beside this checkout"
)
def test_wards_and_neighbourhoods_agree_with_the_published_files():
    with open(GEOGRAPHY / "gm_wards_2023_codes.csv", encoding="utf-8-sig") as file:
        published = {(r["lad_code"], r["ward_code"], r["ward_name"]) for r in csv.DictReader(file)}
    for row in partnerships():
        held = {(row["lad_code"], w["code"], w["name"]) for w in row["wards"]}
        assert held == {ward for ward in published if ward[0] == row["lad_code"]}
    with open(GEOGRAPHY / "trafford_postcodes_onspd_feb2025.csv", encoding="utf-8-sig") as file:
        localities = {(r["ward_code"], r["locality"].lower()) for r in csv.DictReader(file)}
    # One pair a ward: were a ward split between localities, there would be more pairs than wards.
    assert localities == {(w["code"], w["neighbourhood"]) for w in partnership("trafford")["wards"]}
