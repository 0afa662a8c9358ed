"""Figures of the field that are made of several answers: nets, the seven-strand ASB score, reasons, ranks,
scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtr

from analysis.compare import Figure, holm
from analysis.design import DesignError, SurveyDesign
from analysis.domains import check_labels, indicators, make_domains
from analysis.estimate import mean, proportion

ASB_POINTS = {
    "very big problem": 3,
    "fairly big problem": 2,
    "not a very big problem": 1,
    "not a problem at all": 0,
}
ASB_STRANDS = 7
ASB_HIGH = 11


def net(
    design: SurveyDesign, item: str, parts: Sequence, by=None, *, label: str = "net", **options
) -> pd.DataFrame:
    """The parts of a net and the net itself: very safe, fairly safe, and both together.

    The net is estimated as one answer, so that its error is its own and it is not a sum of rounded parts.
    Arguments and result as in `estimate.proportion`, with a column `answer` (parts, then `label`).
    """
    rows = [proportion(design, item, [part], by, **options).assign(answer=part) for part in parts]
    rows.append(proportion(design, item, list(parts), by, **options).assign(answer=label))
    table = pd.concat(rows, ignore_index=True)
    table.attrs.update(rows[0].attrs)
    table.insert(table.columns.get_loc("estimate"), "answer", table.pop("answer"))
    return table


def points_of(answers: pd.Series, points: Mapping, missing: Sequence = ()) -> pd.Series:
    """A number for each answer; NaN where the answer is missing or one of `missing`.

    Raises:
        DesignError: for an answer that has no points and is not said to be missing: it would vanish unseen.
    """
    given = answers.dropna().unique()
    unknown = [a for a in given if a not in points and a not in set(missing)]
    if unknown:
        check_labels(answers.name, points, list(given))
        raise DesignError(
            f"{answers.name!r} has the answer {unknown[0]!r}, which has no points; give it some, or "
            "name it in missing."
        )
    table = {k: float(v) for k, v in points.items()} | {m: np.nan for m in missing}
    return answers.astype(object).map(table).astype(float)


def asb_score(
    sample: pd.DataFrame,
    strands: Sequence[str],
    points: Mapping = ASB_POINTS,
    missing: Sequence = ("don't know",),
) -> pd.Series:
    """Perceived anti-social behaviour: seven strands of 3 to 0 points, summed to 0..21.

    Args:
        sample: people or cells. strands: the seven columns. points: of each answer. missing: answers that
            are no opinion.

    Returns:
        [rows] score, NaN if any strand is missing: a part of a score is no score (as in the Crime Survey).
    """
    if len(strands) != ASB_STRANDS or len(set(strands)) != ASB_STRANDS:
        raise DesignError(f"The score is of {ASB_STRANDS} different strands; {len(set(strands))} were given.")
    absent = [s for s in strands if s not in sample.columns]
    if absent:
        raise DesignError(f"The sample has no column {absent[0]!r}.")
    if set(points.values()) != {0, 1, 2, 3}:
        raise DesignError("Each strand gives 3, 2, 1 or 0 points.")
    return pd.concat([points_of(sample[s], points, missing) for s in strands], axis=1).sum(
        axis=1, skipna=False
    )


def high_asb(score: pd.Series) -> pd.Series:
    """1 for a high perceived level (11 or more of 21), 0 below, NaN without a score."""
    return (score >= ASB_HIGH).astype(float).where(score.notna())


def perceived_asb(
    design: SurveyDesign,
    strands: Sequence[str],
    by=None,
    *,
    points: Mapping = ASB_POINTS,
    missing: Sequence = ("don't know",),
    **options,
) -> pd.DataFrame:
    """The share who perceive a high level of anti-social behaviour; arguments and result as in
    `proportion`."""
    score = asb_score(design.sample, strands, points, missing)
    return proportion(design.assign(asb_high=high_asb(score)), "asb_high", by=by, **options)


def mean_score(
    design: SurveyDesign, item: str, points: Mapping, by=None, *, missing: Sequence = (), **options
) -> pd.DataFrame:
    """The mean of points given to answers (very safe 4 ... very unsafe 1); result as in `estimate.mean`."""
    scored = design.assign(score=points_of(design.column(item), points, missing))
    return mean(scored, "score", by=by, **options)


def top_reasons(
    design: SurveyDesign, item, n: int | None = 5, by=None, *, routed_base: str = "", where=None, **options
) -> pd.DataFrame:
    """The reasons named most, with the base they are a share of.

    Args:
        item: a column of lists, or a list of 0/1 columns, or a single-choice column. n: how many (None:
            all); more where the last is a tie. where: who was asked, such as {"feel_safe": ["a bit unsafe",
            "very unsafe"]}.
        routed_base: those people in words ("those who feel unsafe"): needed with `where`, so that "40%" is
            never read as of everyone.

    Returns:
        As `proportion`, with `rank` (equal shares have equal ranks) and `of` (the base in words), ranked in
        each domain.
    """
    if where is not None and not routed_base:
        raise DesignError("A routed base is always named: say with routed_base who was asked.")
    table = proportion(design, item, by=by, where=where, **options)
    name = "choice" if "choice" in table.columns else "answer"
    groups = [c for c in table.columns[: table.columns.get_loc("estimate")] if c != name]
    shares = table["estimate"].round(12)
    ranked = shares.groupby([table[g] for g in groups], dropna=False) if groups else shares
    table["rank"] = ranked.rank(method="min", ascending=False)
    table["of"] = routed_base or "everyone asked"
    table = table[table["estimate"].notna() & ((table["rank"] <= n) if n is not None else True)]
    return table.sort_values([*groups, "rank"], kind="stable").reset_index(drop=True)


def rank_choices(
    design: SurveyDesign, columns: Sequence[str], places: int = 3, by=None, **options
) -> pd.DataFrame:
    """Items that people put in order: the share who put each first, the share among the first `places`, and
    a score.

    Args:
        columns: one a choice, holding 1, 2, ... or missing where not ranked. A person who ranked nothing
            leaves the base.

    Returns:
        A row a choice (and domain): first, first_se, among, among_se, score, score_se, base; the score gives
        `places` points to a first place, one less to each that follows, 0 to what was not placed.
    """
    ranks = pd.concat([design.column(c).astype(float) for c in columns], axis=1)
    if ((ranks < 1) | (ranks % 1 > 0)).to_numpy().any():
        raise DesignError("Ranks are whole numbers from 1.")
    answered = ranks.notna().any(axis=1)
    domains = make_domains(design, by)
    tables = []
    for c in columns:
        first = (ranks[c] == 1).astype(float).where(answered)
        among = (ranks[c] <= places).astype(float).where(answered)
        score = (places + 1 - ranks[c]).clip(lower=0).fillna(0).where(answered)
        made = design.assign(first_=first, among_=among, score_=score)
        one = domains.labels.reset_index(drop=True).copy()
        one["choice"] = c
        for name, table in (
            ("first", proportion(made, "first_", by=by, **options)),
            ("among", proportion(made, "among_", by=by, **options)),
            ("score", mean(made, "score_", by=by)),
        ):
            one[name], one[f"{name}_se"] = table["estimate"], table["se"]
        one["base"] = table["base"]
        tables.append(one)
    return pd.concat(tables, ignore_index=True).sort_values(
        "score", ascending=False, kind="stable", ignore_index=True
    )


def rank_groups(
    design: SurveyDesign, item, is_in=None, *, by: str, level: float = 0.95, where=None, leave_out=()
) -> pd.DataFrame:
    """Groups in order of a proportion, with the ranks that the sample cannot rule out.

    Each pair of groups is tested with its covariance, Holm over all pairs; a group's best rank is one more
    than the groups surely above it (Mogstad, Romano, Shaikh and Wilhelm 2024). Overlapping ranges are no
    ranking.

    Returns:
        As `proportion`, with rank, best_rank and worst_rank, highest first. DesignGateError for an open
        sample.
    """
    design.require_error("A ranking")
    name, found = indicators(design, item, is_in, leave_out)
    if name is not None:
        raise DesignError(f"Say with is_in which answers of {item!r} are ranked.")
    domains = make_domains(design, by, where)
    figure = Figure(design, found[0].y, found[0].asked, domains)
    table = proportion(design, item, is_in, by, level=level, where=where, leave_out=leave_out)
    above = _surely_above(figure.mean, figure.covariance(), figure.df, 1 - level)
    known = figure.base > 0
    table["rank"] = table["estimate"].round(12).rank(method="min", ascending=False)
    table["best_rank"] = np.where(known, 1 + above.sum(axis=0), np.nan)
    table["worst_rank"] = np.where(known, known.sum() - above.sum(axis=1), np.nan)
    return table.sort_values("rank", kind="stable", ignore_index=True)


def _surely_above(means, v, df, alpha) -> np.ndarray:
    """[groups, groups] whether the row is above the column after Holm over all pairs."""

    size = len(means)
    first, second = np.triu_indices(size, 1)
    gap = means[first] - means[second]
    variance = v[first, first] + v[second, second] - 2 * v[first, second]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(gap) / np.sqrt(np.maximum(variance, 0))
    p = np.where(np.isnan(t) | (variance <= 0), np.nan, 2 * stdtr(df, -np.where(np.isnan(t), 0, t)))
    sure = np.nan_to_num(holm(p), nan=1.0) <= alpha
    above = np.zeros((size, size), dtype=bool)
    above[first[sure & (gap > 0)], second[sure & (gap > 0)]] = True
    above[second[sure & (gap < 0)], first[sure & (gap < 0)]] = True
    return above
