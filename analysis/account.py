"""The printable account of a weighting."""

from __future__ import annotations

from analysis.errors import counted, people

METHODS = {
    "rake": "Raking",
    "poststratify": "Post-stratification",
    "calibrate": "Calibration",
    "trim": "Trimming",
}


def account(weighting) -> str:
    """Method, diagnostics, notes and margins of a Weighting, as lines of text."""
    margins = weighting.margins
    lines = [
        f"{METHODS[weighting.method]} of {people(weighting.people)} to "
        f"{_and(list(dict.fromkeys(margins['margin'])))}: "
        f"{counted(weighting.iterations, 'round', 'rounds')}, every target met within "
        f"{weighting.max_margin_error:.1e} of itself.",
        f"Weights (mean 1) from {weighting.smallest:.3f} to {weighting.largest:.3f}; they add up to "
        f"{weighting.total:,.10g}.",
        f"Weighting effect {weighting.weighting_effect:.3f}: effective base {weighting.effective_base:,.0f}, "
        f"{100 * weighting.efficiency:.1f}% of the people.",
    ]
    if weighting.bounds is not None:
        lines.append(
            f"Bounds: each weight between {weighting.bounds[0]:g} and {weighting.bounds[1]:g} times its base."
        )
    if weighting.left_out:
        lines.append(f"Left out, without a weight: {people(weighting.left_out)}.")
    lines += [f"Note: {note}" for note in weighting.notes]
    shown = margins.assign(
        before=_share(margins, "before"),
        after=_share(margins, "after"),
        target=_share(margins, "target"),
        base=margins["base"].map("{:,.0f}".format),
    ).rename(columns={"before": "before %", "after": "after %", "target": "target %", "base": "people"})
    return "\n".join([*lines, "", shown.to_string(index=False)])


def _share(margins, column: str):
    return (100 * margins[column] / margins.groupby("margin")[column].transform("sum")).map("{:.1f}".format)


def _and(names: list) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
