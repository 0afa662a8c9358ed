"""Replicates as the cross-check of linearisation; the jackknife against R is in test_estimates_reference."""

import numpy as np
import pandas as pd
import pytest

from analysis import SurveyDesign, bootstrap, jackknife, mean, poststratify, proportion, rake
from analysis.calibration import calibrate

MARGINS = {"sex": {"F": 520, "M": 480}, "age": {"young": 300, "old": 700}}


def people(n=400, seed=3):
    rng = np.random.default_rng(seed)
    sample = pd.DataFrame(
        {
            "sex": rng.choice(["F", "M"], n, p=[0.6, 0.4]),
            "age": rng.choice(["young", "old"], n),
            "area": rng.choice(["N", "S"], n),
            "street": rng.integers(0, 30, n),
        }
    )
    sample["safe"] = rng.binomial(1, 0.5 + 0.2 * (sample["age"] == "old") - 0.1 * (sample["street"] % 3 == 0))
    return sample


@pytest.mark.parametrize("options", [{}, {"strata": "area"}, {"strata": "area", "cluster": "street"}])
@pytest.mark.parametrize("weigh", [rake, poststratify])
def test_bootstrap_and_jackknife_agree_with_linearisation(options, weigh):
    sample = people()
    margins = MARGINS if weigh is rake else {"age": MARGINS["age"]}
    design = SurveyDesign(sample, weigh(sample, margins), **options)
    linear = proportion(design, "safe", by="area")
    drawn = bootstrap(design, 1000, seed=1).proportion("safe", by="area")
    left_out = jackknife(design).proportion("safe", by="area")
    assert drawn["estimate"].tolist() == pytest.approx(linear["estimate"].tolist())
    # 1,000 replicates know a standard error to about 1 / sqrt(2000), 2%.
    assert drawn["se"].tolist() == pytest.approx(linear["se"].tolist(), rel=0.10)
    assert left_out["se"].tolist() == pytest.approx(linear["se"].tolist(), rel=0.03)


def test_what_a_margin_fixes_has_no_error():
    sample = people()
    design = SurveyDesign(sample, rake(sample, MARGINS, tolerance=1e-12))
    for replicates in (bootstrap(design, 50), jackknife(design)):
        row = replicates.proportion("age", ["old"]).iloc[0]
        assert row["estimate"] == pytest.approx(0.7) and row["se"] < 1e-9


def test_every_replicate_meets_the_margins():
    sample = people()
    design = SurveyDesign(sample, rake(sample, MARGINS), cluster="street")
    weights = bootstrap(design, 20).weights()
    for column, targets in MARGINS.items():
        for category, target in targets.items():
            assert weights[(sample[column] == category).to_numpy()].sum(axis=0) == pytest.approx(
                [target] * 20
            )


def test_cells_jackknife_like_people():
    sample = people()
    cells = sample.groupby(["sex", "age", "area", "safe"]).size().reset_index(name="n")
    one = jackknife(SurveyDesign(sample, rake(sample, MARGINS), strata="area")).proportion("safe", by="area")
    many = jackknife(SurveyDesign(cells, rake(cells, MARGINS, count="n"), strata="area")).proportion(
        "safe", by="area"
    )
    pd.testing.assert_frame_equal(one, many, rtol=1e-6, check_dtype=False)


def test_finite_population():
    sample = people().assign(share=0.75)
    with_all, most = (
        bootstrap(SurveyDesign(sample, fpc=fpc), 400, seed=1).mean("safe")["se"].iloc[0]
        for fpc in (None, "share")
    )
    assert most == pytest.approx(with_all * 0.5)
    assert jackknife(SurveyDesign(sample, fpc="share")).mean("safe")["se"].iloc[0] == pytest.approx(
        mean(SurveyDesign(sample, fpc="share"), "safe")["se"].iloc[0]
    )


def test_bounds_hold_in_each_replicate():
    sample = people(120)
    weighting = rake(sample, MARGINS, bounds=(0.4, 2.5))
    replicates = bootstrap(SurveyDesign(sample, weighting), 30)
    met = ~np.isnan(replicates.ratio).any(axis=0)
    weights, drawn = replicates.weights()[:, met], replicates.people[:, met]
    # 1,000 people of the population for 120 answers: with mean 1, each weight is within the bounds.
    each = (weights[drawn > 0] / drawn[drawn > 0]) * 120 / 1000
    assert met.sum() >= 25 and each.min() >= 0.4 - 1e-6 and each.max() <= 2.5 + 1e-6


def test_the_same_seed_gives_the_same_replicates():
    design = SurveyDesign(people())
    assert np.array_equal(bootstrap(design, 5, seed=7).weights(), bootstrap(design, 5, seed=7).weights())


def test_a_calibration_is_done_again():
    sample = people()
    design = SurveyDesign(sample, calibrate(sample, MARGINS), strata="area")
    linear = proportion(design, "safe")["se"].iloc[0]
    assert jackknife(design).proportion("safe")["se"].iloc[0] == pytest.approx(linear, rel=0.03)
