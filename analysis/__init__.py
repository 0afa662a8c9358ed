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
from analysis.design import DesignError, DesignGateError, SurveyDesign
from analysis.disclosure import protect, protect_share
from analysis.estimate import mean, proportion, ratio, total

__all__ += [
    "Benchmark",
    "BenchmarkError",
    "DesignError",
    "DesignGateError",
    "SurveyDesign",
    "mean",
    "proportion",
    "protect",
    "protect_share",
    "ratio",
    "total",
]
