"""Against R survey 4.1-1: tests/reference/estimates.R makes the data and the figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import (
    Benchmark,
    SurveyDesign,
    chi_square,
    difference,
    mean,
    proportion,
    quantile,
    rake,
    ratio,
    total,
    trim,
)
from analysis.calibration import calibrate, poststratify
from analysis.replicates import jackknife

REFERENCE = Path(__file__).parents[2] / "reference"
R = (
    pd.read_csv(REFERENCE / "estimates.csv")
    .set_index(["case", "name", "part"])["value"]
    .astype(float)
    .sort_index()
)
TYPES = {"E": 4421, "H": 755, "M": 1018}
SCHOOLS = {"stype": TYPES, "sch.wide": {"No": 1072, "Yes": 5122}}
NEIGHBOURHOODS = ["North", "South", "West", "Central"]
BOROUGH = {
    "sex": {"F": 96100, "M": 90300},
    "age": {"16-24": 20400, "25-44": 62000, "45-64": 64000, "65+": 40000},
    "tenure": {"own": 128000, "private": 30400, "social": 28000},
}


def read(name):
    return pd.read_csv(REFERENCE / name)


def agrees(case, name, row, **renamed):
    """Every part R gave for the case, to 1e-8 for estimates and 1e-6 for the rest."""
    expected = R.loc[case, name]
    assert len(expected)
    for part, value in expected.items():
        found = row[renamed.get(part, part)]
        tolerance = 1e-8 if part == "estimate" else 1e-6
        if np.isnan(value):
            assert np.isnan(found), (case, name, part)
        else:
            assert found == pytest.approx(value, rel=tolerance, abs=1e-13), (case, name, part)


def strat(fpc="fpc", weighted=None):
    sample = read("apistrat.csv")
    if weighted is None:
        return SurveyDesign(sample, weight="pw", strata="stype", fpc=fpc)
    return SurveyDesign(sample, weighted(sample), strata="stype", fpc=fpc)


def clus(weighted=None):
    sample = read("apiclus1.csv")
    if weighted is None:
        return SurveyDesign(sample, weight="pw", cluster="dnum", fpc="fpc")
    return SurveyDesign(sample, weighted(sample), cluster="dnum", fpc="fpc")


API = {
    "strat": lambda: strat(),
    "strat nofpc": lambda: strat(None),
    "clus": lambda: clus(),
    "clus raked": lambda: clus(lambda s: rake(s, SCHOOLS, "pw", tolerance=1e-12)),
    "clus calibrated raking": lambda: clus(
        lambda s: rake(s, SCHOOLS, "pw", tolerance=1e-12, convention="calibrate")
    ),
    "clus calibrated linear": lambda: clus(lambda s: calibrate(s, SCHOOLS, "pw", method="linear")),
    "clus poststratified": lambda: clus(lambda s: poststratify(s, {"stype": TYPES}, "pw")),
    "two stages": lambda: SurveyDesign(
        read("apiclus2.csv"), weight="pw", cluster=["dnum", "row"], fpc=["fpc1", "fpc2"]
    ),
    "strat raked": lambda: strat(weighted=lambda s: rake(s, SCHOOLS, "pw", tolerance=1e-12)),
}


@pytest.fixture(scope="module", params=API)
def api(request):
    return request.param, API[request.param]()


class TestApi:
    def test_means_totals_ratio(self, api):
        case, design = api
        agrees(case, "mean api00", mean(design, "api00").iloc[0])
        agrees(case, "total enroll", total(design, "enroll").iloc[0])
        agrees(case, "ratio", ratio(design, "api.stu", "enroll").iloc[0])

    @pytest.mark.parametrize("item", ["imp", "rare"])
    def test_proportions_and_intervals(self, api, item):
        case, design = api
        agrees(case, f"prop {item}", proportion(design, item).iloc[0])
        for method in ("logit", "beta", "mean"):
            agrees(
                case,
                f"ci {item} {method}",
                interval_of(proportion(design, item, interval=method).iloc[0], method),
            )
        found = proportion(design, item, interval="likelihood").iloc[0]
        # R interpolates the likelihood's profile with a spline.
        for part, value in R.loc[case, f"ci {item} likelihood"].items():
            assert found[part] == pytest.approx(value, abs=1e-3)

    def test_level(self, api):
        case, design = api
        agrees(case, "ci imp 90 logit", proportion(design, "imp", level=0.9).iloc[0])

    def test_domains(self, api):
        case, design = api
        by = proportion(design, "comp.imp", ["Yes"], by="stype").set_index("stype")
        means = mean(design, "api00", by=["stype"]).set_index("stype")
        for group in TYPES:
            agrees(case, f"imp in {group}", by.loc[group])
            agrees(case, f"api00 in {group}", means.loc[group])
        for method in ("logit", "beta", "mean"):
            by = proportion(design, "imp", by="stype", interval=method).set_index("stype")
            for group in TYPES:
                agrees(case, f"ci imp in {group} {method}", interval_of(by.loc[group], method))

    def test_quantiles(self, api):
        case, design = api
        found = quantile(design, "api00", [0.25, 0.5, 0.75]).set_index("q")
        for q in (0.25, 0.5, 0.75):
            agrees(case, f"quantile {q}", found.loc[q])

    @pytest.mark.parametrize("column", ["sch.wide", "stype"])
    def test_chi_square(self, api, column):
        case, design = api
        agrees(
            case,
            f"chisq imp {column[:3] if column != 'stype' else column}",
            chi_square(design, "comp.imp", column),
        )

    def test_differences(self, api):
        case, design = api
        agrees(case, "imp E-H", difference(design, "comp.imp", ["Yes"], between=("stype", "E", "H")))
        agrees(case, "api00 E-M", difference(design, "api00", between=("stype", "E", "M")))


def interval_of(row, method):
    """R's "mean" interval may leave 0..1; ours is cut there."""
    if method != "mean":
        return row
    t = (
        (row["upper"] - row["estimate"]) / row["se"]
        if row["upper"] < 1
        else (row["estimate"] - row["lower"]) / row["se"]
    )
    return {"lower": row["estimate"] - t * row["se"], "upper": row["estimate"] + t * row["se"]}


@pytest.fixture(scope="module", params=["raked", "calibrated"])
def borough(request):
    sample = read("borough.csv")
    convention = "rake" if request.param == "raked" else "calibrate"
    weighting = rake(sample, BOROUGH, "base", tolerance=1e-12, convention=convention)
    return f"borough {request.param}", SurveyDesign(
        sample, weighting, strata="neighbourhood", cluster="street"
    )


class TestBorough:
    NET = ["very", "fairly"]

    def test_weights(self, borough):
        expected = read("borough_weights.csv")["weight"]
        np.testing.assert_allclose(borough[1].weights, expected, rtol=1e-8)

    def test_whole(self, borough):
        case, design = borough
        agrees(case, "safe", proportion(design, "safe", self.NET).iloc[0])
        agrees(case, "knife", proportion(design, "knife").iloc[0])
        agrees(case, "asb mean", mean(design, "asb").iloc[0])
        agrees(case, "asb total", total(design, "asb").iloc[0])
        for method in ("logit", "beta", "mean"):
            agrees(case, f"ci safe {method}", proportion(design, "safe", self.NET, interval=method).iloc[0])
            agrees(case, f"ci knife {method}", proportion(design, "knife", interval=method).iloc[0])

    def test_domains(self, borough):
        case, design = borough
        for method in ("logit", "beta", "mean"):
            found = proportion(design, "safe", self.NET, by="neighbourhood", interval=method)
            found = found.set_index("neighbourhood")
            for group in NEIGHBOURHOODS:
                agrees(case, f"safe in {group}", found.loc[group])
                agrees(case, f"ci safe in {group} {method}", found.loc[group])
        found = proportion(design, "safe", self.NET, by=["sex", "age"]).set_index(["sex", "age"])
        for group in ("16-24", "65+"):
            agrees(case, f"safe in F {group}", found.loc["F", group])

    def test_tests(self, borough):
        case, design = borough
        agrees(case, "chisq safe neighbourhood", chi_square(design, "safe", "neighbourhood"))
        agrees(case, "chisq safe sex", chi_square(design, "safe", "sex"))
        for column, first, second in (("neighbourhood", "North", "South"), ("sex", "F", "M")):
            found = difference(design, "safe", self.NET, between=(column, first, second))
            agrees(case, f"safe {first}-{second}", found)


def test_trimmed_weights_keep_the_residuals_of_the_raking():
    sample = read("borough.csv")
    weighting = trim(rake(sample, BOROUGH, "base", tolerance=1e-12), 120, 600, unit="weight", rerake=False)
    design = SurveyDesign(sample, weighting, strata="neighbourhood", cluster="street")
    agrees("borough trimmed", "knife", proportion(design, "knife").iloc[0])
    agrees("borough trimmed", "asb mean", mean(design, "asb").iloc[0])


@pytest.mark.parametrize("policy, name", [("centre", "adjust"), ("average", "average")])
def test_lonely_clusters(policy, name):
    sample = read("borough.csv")
    sample = sample[(sample["neighbourhood"] != "Central") | (sample["street"] == "C1")]
    design = SurveyDesign(sample, weight="base", strata="neighbourhood", cluster="street", lonely=policy)
    agrees(f"lonely {name}", "asb mean", mean(design, "asb").iloc[0])


class TestWaves:
    @staticmethod
    def designs():
        return [
            SurveyDesign(read(name), weight="base", strata="neighbourhood", cluster="street")
            for name in ("borough.csv", "borough_before.csv")
        ]

    def test_apart(self):
        now, before = self.designs()
        agrees("waves", "apart", difference(now, "very_fairly", against=before))

    def test_shared_clusters(self):
        now, before = self.designs()
        agrees("waves", "shared", difference(now, "very_fairly", against=before, shared_clusters=True))

    def test_benchmark_with_its_own_error(self):
        now, _ = self.designs()
        found = difference(now, "safe", ["very", "fairly"], against=Benchmark(0.88, base=12875))
        agrees("benchmark", "safe against 0.88 of 12875", found)


class TestJackknife:
    def test_each_replicate_is_raked_again(self):
        sample = read("borough.csv")
        weighting = rake(sample, BOROUGH, "base", tolerance=1e-12)
        replicates = jackknife(SurveyDesign(sample, weighting, strata="neighbourhood", cluster="street"))
        agrees("jackknife raked", "asb mean", replicates.mean("asb").iloc[0])
        agrees("jackknife raked", "knife", replicates.proportion("knife").iloc[0])
        agrees("jackknife raked", "safe", replicates.proportion("safe", ["very", "fairly"]).iloc[0])
        found = replicates.proportion("safe", ["very", "fairly"], by="neighbourhood").set_index(
            "neighbourhood"
        )
        for group in ("North", "West"):
            agrees("jackknife raked", f"safe in {group}", found.loc[group])

    def test_api(self):
        agrees("jackknife clus", "mean api00", jackknife(clus()).mean("api00").iloc[0])
        agrees("jackknife strat", "mean api00", jackknife(strat()).mean("api00").iloc[0])
