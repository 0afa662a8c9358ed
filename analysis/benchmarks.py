"""Published figures to compare with, and the judgement whether they may be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.intervals import t_quantile, wilson_from_base


class BenchmarkError(ValueError):
    """A published figure that cannot be what it says, or cannot be compared."""


@dataclass(frozen=True)
class Benchmark:
    """A published proportion with all that decides whether a local figure may stand beside it.

    Args:
        value: 0..1.
        base: people asked; `effective_base` where published.
        se: standard error of `value`, or
        interval: (lower, upper) as published, at `level`.
        measure: what it measures, such as "feels safe in the local area".
        wording: the question, word for word. scale: its answers, in order. net: those that count in `value`.
        population: who was asked, such as "adults 16 and over". base_routed: the routed base, in words, or
            "".
        area, period, mode, source: where, when, how asked, address.
    """

    value: float
    base: float | None = None
    se: float | None = None
    interval: tuple[float, float] | None = None
    level: float = 0.95
    effective_base: float | None = None
    measure: str = ""
    wording: str = ""
    scale: tuple[str, ...] = ()
    net: tuple[str, ...] = ()
    population: str = ""
    base_routed: str = ""
    area: str = ""
    period: str = ""
    mode: str = ""
    source: str = ""

    def __post_init__(self):
        if not 0 <= self.value <= 1:
            raise BenchmarkError(
                f"The value is {self.value}; a proportion lies between 0 and 1 (88% is 0.88)."
            )
        for name in ("base", "effective_base"):
            given = getattr(self, name)
            if given is not None and not given > 0:
                raise BenchmarkError(f"The {name.replace('_', ' ')} is {given}; it must be above 0.")
        if self.se is not None and not 0 <= self.se < 1:
            raise BenchmarkError(f"The standard error is {self.se}; it must be a proportion of 0 or more.")
        if self.interval is not None and not 0 <= self.interval[0] <= self.value <= self.interval[1] <= 1:
            raise BenchmarkError(f"The interval {self.interval} does not hold the value {self.value}.")
        for name in ("scale", "net"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @property
    def standard_error(self) -> float:
        """The published error, else from the published interval, else from the base; NaN where none is known.

        From a bare base the benchmark's own design effect is unknown and taken as 1: `error_source` says so.
        """
        if self.se is not None:
            return float(self.se)
        if self.interval is not None:
            return float((self.interval[1] - self.interval[0]) / (2 * t_quantile(np.inf, self.level)))
        base = self.effective_base or self.base
        if base is None:
            return float("nan")
        if 0 < self.value < 1:
            return float(np.sqrt(self.value * (1 - self.value) / base))
        lower, upper = wilson_from_base(self.value, base)
        return float((upper - lower) / (2 * t_quantile(np.inf, 0.95)))

    @property
    def error_source(self) -> str:
        """Where `standard_error` comes from, in words."""
        if self.se is not None:
            return "published standard error"
        if self.interval is not None:
            return "published interval"
        if self.effective_base is not None:
            return "published effective base"
        return "base alone, as of a simple random sample" if self.base is not None else "unknown"
