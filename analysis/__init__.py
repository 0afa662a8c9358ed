"""Weighting and estimation for surveys: numpy, pandas and scipy only.

    from analysis import rake, proportion, SurveyDesign
"""

from analysis.errors import WeightingError
from analysis.margins import read_margins
from analysis.raking import rake
from analysis.weighting import Weighting

__all__ = ["Weighting", "WeightingError", "rake", "read_margins"]

# Estimates.
from .benchmarks import Benchmark, BenchmarkError
from .design import DesignError, DesignGateError, SurveyDesign
from .disclosure import protect, protect_share
from .estimate import mean, proportion, ratio, total

