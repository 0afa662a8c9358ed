"""Coverage: how often do 95% intervals hold the truth, over 2,000 samples of a made-up borough?

Each sample is drawn anew: streets within strata, people within streets who answer unevenly by age and sex,
raked to the borough's margins. The truth is the borough's own share. Also for wards by `mrp` and
`fay_herriot`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis import SurveyDesign, fay_herriot, mrp, proportion, rake
from analysis.intervals import proportion_interval

SAMPLES = 2000
STRATA, STREETS, PEOPLE = 4, 400, 30
METHODS = ["logit", "beta", "likelihood", "wilson", "mean"]
AGES = ["16-24", "25-44", "45-64", "65+"]
AGE_SHARE, ANSWERS_BY_AGE = np.array([0.15, 0.32, 0.32, 0.21]), np.array([0.5, 0.8, 1.1, 1.4])


def borough(rng: np.random.Generator, prevalence: float, between_streets: float = 0.25) -> pd.DataFrame:
    """Everybody: 4 strata x 400 streets x 30 people, whose answer depends on age, sex and street."""
    n = STRATA * STREETS * PEOPLE
    street = np.repeat(np.arange(STRATA * STREETS), PEOPLE)
    age, sex = rng.choice(4, n, p=AGE_SHARE), rng.integers(0, 2, n)
    lean = (
        np.array([-0.4, -0.1, 0.1, 0.4])[age] + 0.2 * sex + np.array([-0.2, 0.0, 0.1, 0.2])[street // STREETS]
    )
    lean = lean + rng.normal(0, between_streets, STRATA * STREETS)[street]
    # Ranking by chance of yes and noise together, so that the share is the one asked for to a person.
    rank = np.argsort(np.argsort(-(lean + rng.logistic(size=n))))
    return pd.DataFrame(
        {
            "stratum": street // STREETS,
            "street": street,
            "age": age,
            "sex": sex,
            "yes": (rank < round(prevalence * n)).astype(int),
        }
    )


def draw(
    rng: np.random.Generator, everybody: pd.DataFrame, per_stratum: list[int], per_street: int
) -> pd.DataFrame:
    """Streets at random within strata, then people within streets, the old more willing than the young."""
    streets = np.concatenate(
        [h * STREETS + rng.choice(STREETS, k, replace=False) for h, k in enumerate(per_stratum)]
    )
    rows = (streets[:, None] * PEOPLE + np.arange(PEOPLE)).ravel()
    willing = ANSWERS_BY_AGE[everybody["age"].to_numpy()[rows]].reshape(-1, PEOPLE)
    order = np.argsort(rng.exponential(size=willing.shape) / willing, axis=1)[:, :per_street]
    return everybody.iloc[np.take_along_axis(rows.reshape(-1, PEOPLE), order, axis=1).ravel()]


def coverage(prevalence: float, clustered: bool, samples: int = SAMPLES, seed: int = 1) -> dict[str, float]:
    """Share of samples whose interval holds the truth, by method; and the mean ratio of V to the true
    variance."""
    rng = np.random.default_rng(seed)
    everybody = borough(rng, prevalence)
    margins = {name: everybody[name].value_counts().to_dict() for name in ("age", "sex", "stratum")}
    truth = everybody["yes"].mean()
    held, estimates, errors = dict.fromkeys(METHODS, 0), [], []
    for _ in range(samples):
        if clustered:
            sample = draw(rng, everybody, [50, 40, 30, 30], 8).reset_index(drop=True)
        else:
            sample = draw(rng, everybody, [350, 300, 300, 250], 1).reset_index(drop=True)
        design = SurveyDesign(
            sample, rake(sample, margins), strata="stratum", cluster="street" if clustered else None
        )
        row = proportion(design, "yes").iloc[0]
        for method in METHODS:
            lower, upper = proportion_interval(
                row["estimate"],
                row["se"] ** 2,
                row["df"],
                method=method,
                rows=len(sample),
                floor_base=[row["effective_base"]],
            )
            held[method] += int(lower[0] <= truth <= upper[0])
        estimates.append(row["estimate"])
        errors.append(row["se"])
    found = {method: count / samples for method, count in held.items()}
    found["error"] = float(np.sqrt(np.mean(np.square(errors))) / np.std(estimates))
    return found


def wards(samples: int = 150, seed: int = 3) -> tuple[float, float, float]:
    """Coverage of `mrp` over 21 wards and 400 answers, its mean width, and that of the wards' answers
    alone."""
    rng = np.random.default_rng(seed)
    held, widths, alone = [], [], []
    for _ in range(samples):
        rows = [
            (ward, age, sex, int(rng.integers(300, 2000)))
            for ward in range(21)
            for age in range(4)
            for sex in range(2)
        ]
        population = pd.DataFrame(rows, columns=["ward", "age", "sex", "population"])
        lean = (
            rng.normal(0, 0.4, 21)[population["ward"]] + np.array([-0.4, -0.1, 0.1, 0.4])[population["age"]]
        )
        share = expit(0.8 + lean - 0.3 * population["sex"].to_numpy())
        people = population["population"].to_numpy()
        truth = np.bincount(population["ward"], people * share) / np.bincount(population["ward"], people)
        reach = people * ANSWERS_BY_AGE[population["age"]]
        drawn = rng.choice(len(population), 400, p=reach / reach.sum())
        sample = population.iloc[drawn].drop(columns="population").reset_index(drop=True)
        sample["yes"] = rng.binomial(1, share[drawn])
        design = SurveyDesign(sample)
        table = mrp(design, "yes", area="ward", population=population, draws=1500, seed=1)
        held.append(((table["lower"] <= truth) & (truth <= table["upper"])).mean())
        widths.append((table["upper"] - table["lower"]).mean())
        direct = proportion(design, "yes", by="ward")
        alone.append((direct["upper"] - direct["lower"]).mean())
    return float(np.mean(held)), float(np.mean(widths)), float(np.mean(alone))


def published_areas(samples: int = 400, seed: int = 5) -> float:
    """Coverage of `fay_herriot` over 21 areas whose errors differ tenfold in variance."""
    rng = np.random.default_rng(seed)
    held = []
    for _ in range(samples):
        variance, truth = rng.uniform(0.002, 0.02, 21), 0.6 + rng.normal(0, 0.08, 21)
        areas = pd.DataFrame({"estimate": truth + rng.normal(0, np.sqrt(variance)), "se": np.sqrt(variance)})
        table = fay_herriot(areas, kind="probability", within=None)
        held.append(((table["lower"] <= truth) & (truth <= table["upper"])).mean())
    return float(np.mean(held))


def run() -> str:
    """The section of the report."""
    lines = [
        "## Coverage of 95% intervals",
        "",
        f"{SAMPLES:,} samples of 1,200 people each, drawn in 4 strata from a made-up borough of "
        f"{STRATA * STREETS * PEOPLE:,} people, the old three times as willing to answer as the young, "
        "raked to age, sex and stratum. Chance alone moves a coverage by 0.5 points (one standard error). "
        "The last column is the root mean square of the standard errors over the true standard error.",
        "",
        "| prevalence | clusters | " + " | ".join(METHODS) + " | se / truth |",
        "|---|---|" + "---|" * (len(METHODS) + 1),
    ]
    for clustered in (False, True):
        for prevalence in (0.02, 0.10, 0.50):
            found = coverage(prevalence, clustered)
            shares = " | ".join(f"{100 * found[method]:.1f}%" for method in METHODS)
            name = "150 streets of 8" if clustered else "none"
            lines.append(f"| {prevalence:.0%} | {name} | {shares} | {found['error']:.3f} |")
    held, width, alone = wards()
    lines += [
        "",
        f"Wards: `mrp` from 400 answers in 21 wards covers {100 * held:.1f}%, with intervals "
        f"{100 * width:.0f} points wide where the wards' own answers would have {100 * alone:.0f}; "
        f"`fay_herriot` over 21 areas covers {100 * published_areas():.1f}%.",
    ]
    return "\n".join(lines)
