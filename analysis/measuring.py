"""Estimates of a measure from cells or people, with the number of people behind each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.design import SurveyDesign
from analysis.estimate import proportion
from analysis.measures import FIRST, HIGH_SCORE, PROBLEMS, ROWS, SEVERAL, SHARE, Asked, Measure, check

NET, LED, PART = "flag net", "flag led", "flag part "


@dataclass(frozen=True)
class Share:
    """A weighted share 0..1, with its interval (None where the design gives none) and the people behind it.

    people, base     unweighted: who said so, who is in the base
    effective_base   from the design's variance; from the weights alone (Kish) where it gives no variance
    se               standard error, or None
    schools          clusters (schools, sessions) that the base comes from; None where none are recorded
    """

    id: str
    value: float
    lower: float | None
    upper: float | None
    se: float | None
    people: int
    base: int
    effective_base: float
    schools: int | None = None


@dataclass(frozen=True)
class Estimated:
    """A measure's estimates: `net` (None for rankings), `parts` in the questionnaire's order, and `led`: the
    share of all who were led to the item, None where everybody was. `kind` is that of the design."""

    measure: Measure
    asked: Asked
    kind: str
    net: Share | None
    parts: tuple[Share, ...]
    led: Share | None = None

    @property
    def base(self) -> int:
        """People with a weight who are in the base."""
        return (self.net or self.parts[0]).base


@dataclass(frozen=True)
class Prepared:
    """A measure ready to be estimated for everybody and for any group: `flags` are columns of `design.sample`."""

    measure: Measure
    asked: Asked
    flags: pd.DataFrame
    design: SurveyDesign

    @property
    def net(self) -> str | None:
        """The column of the net; None for a ranking."""
        return NET if NET in self.flags else None


def estimate(
    measure: Measure, asked: Asked, frame: pd.DataFrame, make_design: Callable[[pd.DataFrame], SurveyDesign]
) -> Estimated:
    """Estimate a measure for everybody. Arguments and errors as in `prepare`."""
    return shares(prepare(measure, asked, frame, make_design))


def prepare(
    measure: Measure, asked: Asked, frame: pd.DataFrame, make_design: Callable[[pd.DataFrame], SurveyDesign]
) -> Prepared:
    """The design of a frame with the measure's flags in it.

    Args:
        measure, asked: what, and how the wave asked it.
        frame: a row a cell or a person, with `measures.columns` and whatever `make_design` needs.
        make_design: the survey design of a frame with the same rows and more columns.

    Raises:
        MeasureError: when the item was asked otherwise than the measure needs. DesignError: for the design.
    """
    check(measure, asked)
    flags = _flags(measure, asked, frame)
    return Prepared(measure, asked, flags, make_design(pd.concat([frame, flags], axis=1)))


def answered(measure: Measure, asked: Asked, frame: pd.DataFrame) -> bool:
    """Whether anybody in the rows of the frame is in the base of the measure. Raises MeasureError as `prepare`."""
    check(measure, asked)
    flags = _flags(measure, asked, frame)
    base = NET if NET in flags else next(name for name in flags if name.startswith(PART))
    return bool(flags[base].notna().any())


def shares(prepared: Prepared, where: pd.Series | None = None) -> Estimated:
    """The estimates for everybody, or for a domain of the design: the rows [rows, bool] of `where`."""
    design, names = prepared.design, list(prepared.flags.columns)
    table = proportion(design, names, where=where)
    rows = zip(names, table.to_dict("records"), strict=True)
    inside = np.ones(len(design.weights), bool) if where is None else where.to_numpy(bool)
    found = {name: _share(design, name, row, inside) for name, row in rows}
    parts = tuple(share for name, share in found.items() if name.startswith(PART))
    return Estimated(prepared.measure, prepared.asked, design.kind, found.get(NET), parts, found.get(LED))


def _flags(measure: Measure, asked: Asked, frame: pd.DataFrame) -> pd.DataFrame:
    """[rows] columns of 1 (said so), 0 (is in the base) and missing (is not)."""
    if measure.kind == SEVERAL:
        flags = _several(asked, frame)
    elif measure.kind == FIRST:
        flags = _put_first(asked, frame)
    elif measure.kind in (PROBLEMS, ROWS):
        flags = {PART + row: _said(frame[f"{asked.item}.{row}"], asked, asked.net) for row in asked.rows}
        if measure.kind == PROBLEMS:
            flags[NET] = high_score(frame, asked)
    else:
        flags = {PART + choice: _said(frame[asked.item], asked, [choice]) for choice in asked.kept}
    if measure.kind == SHARE:
        flags[NET] = net_of(asked, frame[asked.item])
    if asked.route:
        flags[LED] = _led(frame, asked)
    return pd.DataFrame(flags, index=frame.index)


def net_of(asked: Asked, answers: pd.Series) -> pd.Series:
    """[rows] 1.0 for an answer of the net, 0.0 for another that stays in the base, missing outside the base."""
    return _said(answers, asked, asked.net)


def _said(answers: pd.Series, asked: Asked, wanted) -> pd.Series:
    return answers.isin(list(wanted)).astype(float).where(answers.isin(asked.kept))


def _several(asked: Asked, frame: pd.DataFrame) -> dict[str, pd.Series]:
    ticked = {choice: frame[f"{asked.item}={choice}"].astype(float) for choice in asked.kept + asked.refused}
    refused = pd.Series(False, index=frame.index)
    for choice in asked.refused:
        refused |= ticked[choice] == 1
    return {PART + choice: ticked[choice].mask(refused) for choice in asked.kept}


def _put_first(asked: Asked, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Of everybody who put anything in order or said that they could not: who put each choice first."""
    first = {choice: frame[f"{asked.item}={choice}"] == 1 for choice in asked.kept}
    inside = pd.DataFrame(first).any(axis=1)
    return {PART + choice: flag.astype(float).where(inside) for choice, flag in first.items()}


def high_score(frame: pd.DataFrame, asked: Asked) -> pd.Series:
    """1.0 where the seven problems score HIGH_SCORE or more of 21, 0.0 where less, missing where any has no
    score: an answer that is missing or a don't know."""
    points = {choice: len(asked.choices) - 1 - place for place, choice in enumerate(asked.choices)}
    scores = pd.DataFrame({row: frame[f"{asked.item}.{row}"].map(points) for row in asked.rows}).astype(float)
    total = scores.sum(axis=1, skipna=False)
    return (total >= HIGH_SCORE).astype(float).where(total.notna())


def _led(frame: pd.DataFrame, asked: Asked) -> pd.Series:
    said = pd.DataFrame({item: frame[item].isin(answers) for item, answers in asked.route}).any(axis=1)
    answered = pd.DataFrame({item: frame[item].notna() for item, _answers in asked.route}).any(axis=1)
    return said.astype(float).where(answered)


def _share(design: SurveyDesign, name: str, row: dict, where: np.ndarray) -> Share:
    flag = design.sample[name].to_numpy(float)
    inside = ~np.isnan(flag) & (design.weights > 0) & where
    effective = row["effective_base"]
    return Share(
        id=name.removeprefix(PART),
        value=float(row["estimate"]),
        lower=_number(row["lower"]),
        upper=_number(row["upper"]),
        se=_number(row["se"]),
        people=round(float(design.counts[inside & (flag == 1)].sum())),
        base=int(row["base"]),
        effective_base=kish(design, inside) if pd.isna(effective) else float(effective),
        schools=_clusters(design, inside),
    )


def kish(design: SurveyDesign, inside: np.ndarray) -> float:
    """(sum w)^2 / sum w^2 over the people of the rows `inside`: Kish (1965); 0 for nobody."""
    first = float(design.weighted[inside].sum())
    second = float((design.weighted[inside] * design.weights[inside]).sum())
    return first**2 / second if second else 0.0


def _clusters(design: SurveyDesign, inside: np.ndarray) -> int | None:
    if design.cluster_code is None:
        return None
    return len(np.unique(design.cluster_code[inside & (design.counts > 0)]))


def _number(value) -> float | None:
    return None if pd.isna(value) else float(value)
