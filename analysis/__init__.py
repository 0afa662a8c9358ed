"""Weighting and estimation for surveys: numpy, pandas and scipy only.

    from analysis import rake, proportion, SurveyDesign
"""

from analysis.calibration import calibrate, poststratify
from analysis.errors import WeightingError
from analysis.margins import read_margins
from analysis.raking import rake
from analysis.representativeness import next_answers, outreach_plan, r_indicator, who_is_missing
from analysis.trimming import trim
from analysis.weighting import Weighting

__all__ = [
    "Weighting",
    "WeightingError",
    "calibrate",
    "next_answers",
    "outreach_plan",
    "poststratify",
    "r_indicator",
    "rake",
    "read_margins",
    "trim",
    "who_is_missing",
]

# Design and estimates.
from analysis.benchmarks import Benchmark, BenchmarkError
from analysis.comparability import Comparison, Question, compare_items
from analysis.compare import ChiSquare, Difference, chi_square, crosstab, difference, holm
from analysis.composites import (
    asb_score,
    high_asb,
    mean_score,
    net,
    perceived_asb,
    rank_choices,
    rank_groups,
    top_reasons,
)
from analysis.design import DesignError, DesignGateError, SurveyDesign
from analysis.disclosure import DisclosureError, Hidden, Rule, Shown, protect, protect_share
from analysis.estimate import mean, proportion, ratio, total
from analysis.intervals import proportion_interval, wilson_from_base
from analysis.quantiles import quantile
from analysis.replicates import Replicates, bootstrap, jackknife
from analysis.small_areas import fay_herriot, mrp, smoothed_errors
from analysis.trend import Reading, Verdict, control_chart, over_waves, verdict

__all__ += [
    "Benchmark",
    "BenchmarkError",
    "ChiSquare",
    "Comparison",
    "DesignError",
    "DesignGateError",
    "Difference",
    "DisclosureError",
    "Hidden",
    "Question",
    "Reading",
    "Replicates",
    "Rule",
    "Shown",
    "SurveyDesign",
    "Verdict",
    "asb_score",
    "bootstrap",
    "chi_square",
    "compare_items",
    "control_chart",
    "crosstab",
    "difference",
    "fay_herriot",
    "high_asb",
    "holm",
    "jackknife",
    "mean",
    "mean_score",
    "mrp",
    "net",
    "over_waves",
    "perceived_asb",
    "proportion",
    "proportion_interval",
    "protect",
    "protect_share",
    "quantile",
    "rank_choices",
    "rank_groups",
    "ratio",
    "smoothed_errors",
    "top_reasons",
    "total",
    "verdict",
    "wilson_from_base",
]
