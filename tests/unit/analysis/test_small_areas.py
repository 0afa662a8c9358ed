"""Wards with few answers: shrinkage that is honest. Coverage over many samples is in tests/bench."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis import DesignError, SurveyDesign, fay_herriot, mrp, proportion, smoothed_errors
from analysis.multilevel import Multilevel


def borough(seed=1, answers=500):
    rng = np.random.default_rng(seed)
    rows = [
        (f"w{i:02d}", age, int(rng.integers(900, 3000)))
        for i in range(20)
        for age in ("young", "middle", "old")
    ]
    population = pd.DataFrame(rows, columns=["ward", "age", "population"])
    effect = dict(zip(sorted(population["ward"].unique()), rng.normal(0, 0.5, 20), strict=True))
    share = expit(
        0.5 + population["ward"].map(effect) + population["age"].map({"young": -0.6, "middle": 0, "old": 0.6})
    )
    reached = population["population"] * population["age"].map({"young": 0.3, "middle": 1, "old": 1.7})
    drawn = rng.choice(len(population), answers, p=reached / reached.sum())
    sample = population.iloc[drawn].drop(columns="population").reset_index(drop=True)
    sample["y"] = rng.binomial(1, share.iloc[drawn])
    truth = (share * population["population"]).groupby(population["ward"]).sum() / population.groupby("ward")[
        "population"
    ].sum()
    return sample, population, truth


class TestMrp:
    def test_nearer_the_truth_than_the_answers_alone(self):
        errors = []
        for seed in range(4):
            sample, population, truth = borough(seed)
            design = SurveyDesign(sample)
            modelled = mrp(design, "y", area="ward", population=population, draws=1000).set_index("ward")
            direct = proportion(design, "y", by="ward").set_index("ward")
            both = truth.index.intersection(direct.index)
            errors.append(
                [
                    ((modelled["estimate"] - truth)[both] ** 2).mean(),
                    ((direct["estimate"] - truth)[both] ** 2).mean(),
                ]
            )
            assert ((modelled["lower"] <= truth) & (truth <= modelled["upper"])).mean() >= 0.8
        assert np.mean(errors, axis=0)[0] < 0.6 * np.mean(errors, axis=0)[1]

    def test_a_ward_without_answers_is_estimated_and_its_base_says_so(self):
        sample, population, _ = borough()
        sample = sample[sample["ward"] != "w03"]
        table = mrp(SurveyDesign(sample), "y", area="ward", population=population, draws=1000).set_index(
            "ward"
        )
        assert table.loc["w03", "base"] == 0 and 0 < table.loc["w03", "estimate"] < 1
        width = table["upper"] - table["lower"]
        assert width["w03"] > width.drop("w03").median()
        assert (table["basis"] == "modelled").all()

    def test_many_answers_speak_for_themselves(self):
        sample = pd.DataFrame(
            {
                "ward": np.repeat(["a", "b", "c", "d"], 4000),
                "y": np.concatenate([[1] * k + [0] * (4000 - k) for k in (800, 2000, 2400, 3600)]),
            }
        )
        population = pd.DataFrame({"ward": list("abcd"), "population": 1000})
        table = mrp(SurveyDesign(sample), "y", area="ward", population=population)
        assert table["estimate"].tolist() == pytest.approx([0.2, 0.5, 0.6, 0.9], abs=0.01)

    def test_the_same_seed_gives_the_same_figures_and_cells_those_of_people(self):
        sample, population, _ = borough()
        cells = sample.groupby(["ward", "age", "y"]).size().reset_index(name="n")
        tables = [
            mrp(SurveyDesign(frame, count=count), "y", area="ward", population=population, draws=500)
            for frame, count in ((sample, None), (sample, None), (cells, "n"))
        ]
        pd.testing.assert_frame_equal(tables[0], tables[1])
        pd.testing.assert_frame_equal(tables[0], tables[2], rtol=1e-6)

    def test_answers_in_clusters_count_for_less(self):
        sample, population, _ = borough()
        together = sample.sort_values("y").assign(session=np.arange(len(sample)) // 25)
        alone = mrp(SurveyDesign(sample), "y", area="ward", population=population, draws=1000)
        clustered = mrp(
            SurveyDesign(together, cluster="session"), "y", area="ward", population=population, draws=1000
        )
        assert clustered["se"].mean() > 1.2 * alone["se"].mean()

    def test_refused(self):
        sample, population, _ = borough()
        design = SurveyDesign(sample)
        with pytest.raises(DesignError, match="nobody of 'ward' 'w00'"):
            mrp(design, "y", area="ward", population=population[population["ward"] != "w00"])
        with pytest.raises(DesignError, match="no column 'place'"):
            mrp(design, "y", area="place", population=population)
        with pytest.raises(DesignError, match="differs between rows of one area"):
            mrp(design, "y", area="ward", population=population.assign(imd=range(60)), covariates=["imd"])


def test_multilevel_matches_a_plain_logistic_regression_when_effects_are_free():
    # One group with plenty of answers: the modes of the cells come to their own logits.
    yes, n = np.array([2000.0, 5000, 8000]), np.full(3, 10000.0)
    draws = Multilevel([np.arange(3)], [3], yes, n, np.zeros((3, 0))).draw(
        [np.arange(3)], np.zeros((3, 0)), 2000, 1
    )
    assert draws.mean(axis=0) == pytest.approx([0.2, 0.5, 0.8], abs=0.003)
    assert draws.std(axis=0) == pytest.approx([0.004, 0.005, 0.004], rel=0.1)


class TestFayHerriot:
    def test_the_larger_the_error_the_more_it_is_shrunk(self):
        areas = pd.DataFrame(
            {"estimate": [0.9, 0.9, 0.5, 0.55, 0.6, 0.65, 0.7, 0.45], "se": [0.02, 0.15] + [0.04] * 6}
        )
        table = fay_herriot(areas, kind="probability")
        assert table["estimate"].iloc[1] < table["estimate"].iloc[0] < 0.9
        assert table["share"].iloc[0] > table["share"].iloc[1]
        assert (table["se"] < areas["se"] * 1.05).all()
        assert (table["basis"] == "modelled").all()

    def test_an_area_without_a_figure_gets_the_models(self):
        areas = pd.DataFrame({"estimate": [0.4, 0.5, 0.6, 0.5, 0.45, np.nan], "se": [0.03] * 5 + [np.nan]})
        table = fay_herriot(areas, kind="probability")
        assert table["estimate"].iloc[5] == pytest.approx(0.49, abs=0.01) and table["share"].iloc[5] == 0
        assert table["se"].iloc[5] > table["se"].iloc[:5].max()

    def test_figures_without_error_come_back_as_they_were(self):
        areas = pd.DataFrame({"estimate": [0.2, 0.4, 0.6, 0.8, 0.5], "se": [1e-5] * 5})
        assert fay_herriot(areas, kind="probability")["estimate"].tolist() == pytest.approx(
            areas["estimate"].tolist(), abs=1e-6
        )

    def test_a_covariate_that_explains_all_is_followed(self):
        x = np.arange(12.0)
        rng = np.random.default_rng(1)
        areas = pd.DataFrame({"estimate": 0.3 + 0.03 * x + rng.normal(0, 0.05, 12), "se": 0.05, "imd": x})
        table = fay_herriot(areas, kind="probability", covariates=["imd"])
        assert (
            np.abs(table["estimate"] - (0.3 + 0.03 * x)).mean()
            < np.abs(areas["estimate"] - (0.3 + 0.03 * x)).mean()
        )

    def test_refused(self):
        areas = pd.DataFrame({"estimate": [0.4] * 5, "se": [0.03] * 4 + [0.0]})
        with pytest.raises(DesignError, match="standard error of 0"):
            fay_herriot(areas, kind="probability")
        with pytest.raises(DesignError, match="3 areas with figures are too few"):
            fay_herriot(areas.iloc[:3], kind="probability")

    def test_smoothed_errors(self):
        found = smoothed_errors(pd.Series([25.0, 100, 0]), 0.5)
        assert found.tolist()[:2] == pytest.approx([0.1, 0.05]) and np.isnan(found[2])
