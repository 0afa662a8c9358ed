"""Margins read from long frames and files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis import WeightingError, rake, read_margins

CENSUS = Path(__file__).resolve().parents[4] / "shared" / "data" / "census2021_gm"


def test_long_frame_becomes_margins():
    frame = pd.DataFrame({"margin": ["sex", "sex"], "category": ["F", "M"], "target": [60, 40]})
    assert read_margins(frame) == {"sex": {"F": 60.0, "M": 40.0}}


def test_csv_file_with_a_joint_margin_a_byte_order_mark_and_thousands(tmp_path):
    path = tmp_path / "margins.csv"
    path.write_text(
        'margin,category,target\nsex:age,F:16-24,"22,361"\nsex:age,M:16-24,100.5\nhome,None,7\n', "utf-8-sig"
    )
    assert read_margins(path) == {
        ("sex", "age"): {("F", "16-24"): 22361.0, ("M", "16-24"): 100.5},
        "home": {"None": 7.0},
    }
    assert read_margins(path, joint=None)["sex:age"]["F:16-24"] == 22361.0


def test_rake_takes_a_long_frame():
    sample = pd.DataFrame({"sex": ["F", "M", "M"]})
    long = pd.DataFrame({"margin": ["sex", "sex"], "category": ["F", "M"], "target": [60, 40]})
    assert rake(sample, long).weights.tolist() == pytest.approx([60, 20, 20])


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a category listed twice in a file of margins, a file without its columns, with words for numbers, or empty",
)
@pytest.mark.parametrize(
    "rows, words",
    [
        ([("sex", "F", "60"), ("sex", "F", "40")], ["“sex”", "“F”", "twice", "line 3"]),
        ([("sex", "F", "lots")], ["“sex”", "“F”", "“lots”", "no number"]),
        ([("sex", "F", "")], ["“sex”", "“F”", "no number"]),
        ([("sex", "  ", "4")], ["Line 2", "no category"]),
        ([("", "F", "4")], ["Line 2", "no margin"]),
        ([("sex:age", "F", "4")], ["Line 2", "“sex:age”", "2 parts", "“F”"]),
    ],
)
def test_entries_that_cannot_be_read(rows, words):
    with pytest.raises(WeightingError) as error:
        read_margins(pd.DataFrame(rows, columns=["margin", "category", "target"]))
    for word in words:
        assert word in str(error.value)


def test_a_column_that_is_not_there():
    with pytest.raises(WeightingError, match="“target”"):
        read_margins(pd.DataFrame({"margin": ["sex"], "category": ["F"]}))


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="margins whose totals disagree",
    gets="scaled to agree, and said with both totals",
)
@pytest.mark.skipif(not CENSUS.exists(), reason="the Census tables are not beside the repository")
def test_census_margins_whose_totals_differ_are_reconciled():
    table = pd.read_csv(CENSUS / "derived_weighting_margins_long.csv").query("area_name == 'Trafford'")
    table = table[table["margin"].isin(["ethnicity5", "religion", "disability_ea"])]
    margins = read_margins(table.rename(columns={"value": "target"}))
    everyone = pd.MultiIndex.from_product(list(margins.values()), names=list(margins)).to_frame(index=False)
    w = rake(everyone, margins)
    first = table.loc[table["margin"] == next(iter(margins)), "value"].sum()
    assert w.weights.sum() == pytest.approx(first)
    assert w.max_margin_error < 1e-9
    # Census 2021, Trafford: 235,053 by ethnic group, 235,055 by religion, 235,052 by disability.
    said = " ".join(w.notes)
    assert all(total in said for total in ("235,052", "235,053", "235,055"))
