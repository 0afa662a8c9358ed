"""A real survey of this field, stratified, clustered and raked, against R survey (tests/reference/ess9.R).

The European Social Survey's file may not be kept here; the test runs where it lies beside the project.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import SurveyDesign, chi_square, proportion, rake

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data" / "ess9_gb"
R = (
    pd.read_csv(ROOT / "tests" / "reference" / "ess9.csv")
    .set_index(["case", "name", "part"])["value"]
    .sort_index()
)
MARGINS = ["sexage", "edu", "region"]

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the European Social Survey's file is not beside the project"
)


@pytest.fixture(scope="module")
def people():
    sample = pd.read_csv(DATA / "ess9_gb_safety_subset.csv")
    # Don't know (8) stays in the base; refusals leave it.
    sample["answer"] = sample["aesfdrk"].where(sample["aesfdrk"].isin([1, 2, 3, 4, 8]))
    sample["group"] = np.where(sample["gndr"] == 1, "M", "F")
    return sample


@pytest.fixture(scope="module")
def margins():
    table = pd.read_csv(DATA / "margins_sexage_edu_region.csv")
    return {
        name: dict(zip(part["category"], part["target"], strict=True))
        for name, part in table.groupby("margin")
    }


@pytest.fixture(params=["published weight", "raked"])
def case(request, people, margins):
    if request.param == "published weight":
        return request.param, SurveyDesign(people, weight="pspwght", strata="stratum", cluster="psu")
    known = people[(people["agea"] < 999) & (people["eisced"] < 55)].copy()
    age = pd.cut(known["agea"], [0, 34, 54, 200], labels=["15-34", "35-54", "55+"]).astype(str)
    known["sexage"] = known["group"] + ":" + age
    known["edu"] = pd.cut(known["eisced"], [-1, 2, 3, 9], labels=["ISCED0-2", "ISCED3", "ISCED4-7"]).astype(
        str
    )
    weighting = rake(known, {name: margins[name] for name in MARGINS}, "dweight", tolerance=1e-11)
    return request.param, SurveyDesign(known, weighting, strata="stratum", cluster="psu")


def test_feeling_safe_after_dark(case):
    name, design = case
    by_sex = proportion(design, "answer", [1, 2], by="group").set_index("group")
    rows = {"all": proportion(design, "answer", [1, 2]).iloc[0], "F": by_sex.loc["F"], "M": by_sex.loc["M"]}
    for group, row in rows.items():
        for part, value in R.loc[name, group].items():
            assert row[part] == pytest.approx(value, rel=1e-8 if part == "estimate" else 1e-6), (group, part)


def test_men_and_women_differ(case):
    name, design = case
    design = design.assign(
        safe=design.sample["answer"].isin([1, 2]).astype(float).where(design.sample["answer"].notna())
    )
    found = chi_square(design, "safe", "group")
    for part, value in R.loc[name, "chisq"].items():
        assert found[part] == pytest.approx(value, rel=1e-6), part
