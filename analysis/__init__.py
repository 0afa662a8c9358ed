"""Weighting and estimation for surveys: numpy, pandas and scipy only.

    from analysis import rake, proportion, SurveyDesign
"""

from analysis.calibration import calibrate, poststratify
from analysis.errors import WeightingError
from analysis.margins import read_margins
from analysis.raking import rake
from analysis.trimming import trim
from analysis.weighting import Weighting

__all__ = ["Weighting", "WeightingError", "calibrate", "poststratify", "rake", "read_margins", "trim"]

# Design and estimates.
from analysis.benchmarks import Benchmark, BenchmarkError
from analysis.compare import ChiSquare, Difference, chi_square, crosstab, difference, holm
from analysis.design import DesignError, DesignGateError, SurveyDesign
from analysis.disclosure import DisclosureError, Hidden, Rule, Shown, protect, protect_share
from analysis.estimate import mean, proportion, ratio, total
from analysis.quantiles import quantile
from analysis.replicates import Replicates, bootstrap, jackknife

__all__ += [
    "Benchmark",
    "BenchmarkError",
    "ChiSquare",
    "DesignError",
    "DesignGateError",
    "Difference",
    "DisclosureError",
    "Hidden",
    "Replicates",
    "Rule",
    "Shown",
    "SurveyDesign",
    "bootstrap",
    "chi_square",
    "crosstab",
    "difference",
    "holm",
    "jackknife",
    "mean",
    "proportion",
    "protect",
    "protect_share",
    "quantile",
    "ratio",
    "total",
]
