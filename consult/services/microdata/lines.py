"""Lines of R, Stata, SPSS and Python that read a file and use its weights, strata and clusters."""

from __future__ import annotations

from flask_babel import gettext as _

from consult.services.microdata.about import About
from consult.services.microdata.variables import CODED


def program_lines(about: About) -> list[str]:
    """How to read the file and have a share on the published base, in the program that the format is for."""
    makers = {"sav": (_spss, _r), "dta": (_stata, _r), "parquet": (_python, _r), "xlsx": (_r,), "csv": (_r, _python)}
    format = about.wanted.format
    if format == "csv_labels":
        return [_("This file holds words in place of codes: read it with any program. Count with the weight.")]
    said = [line for maker in makers[format] for line in [*maker(about), ""]]
    if about.run is not None:
        said.append(_("None of these lines knows that the weights were fitted to the population, so their intervals "
                      "are somewhat wider than the published ones."))  # fmt: skip
    return said


def _example(about: About) -> str | None:
    """A question whose answers are codes, to show a share of."""
    found = [one for one in about.variables if one.item and one.kind == CODED and not one.identifies]
    return found[0].name if found else None


def _design(about: About) -> tuple[str, str, str | None]:
    """(strata, cluster, weight) as variables of the file, "" where it has none."""
    return about.name_of("stratum") or "", about.name_of("cluster") or "", about.name_of("weight")


def _r(about: About) -> list[str]:
    read = {
        "sav": f'library(haven); d <- read_sav("{about.file}", user_na = TRUE)',
        "dta": f'library(haven); d <- read_dta("{about.file}")',
        "parquet": f'library(arrow); d <- as.data.frame(read_parquet("{about.file}"))',
        "xlsx": f'library(readxl); d <- as.data.frame(read_xlsx("{about.file}", sheet = "answers"))',
        "csv": f'd <- read.csv("{about.file}", fileEncoding = "UTF-8-BOM")',
    }[about.wanted.format]
    strata, cluster, weight = _design(about)
    arguments = [f"ids = ~{cluster or 1}", *([f"strata = ~{strata}"] if strata else []),
                 f"weights = ~{weight or 1}", "data = d", "nest = TRUE"]  # fmt: skip
    said = ["R", read, *([f"d <- d[!is.na(d${weight}), ]"] if weight else []),
            f"library(survey); des <- svydesign({', '.join(arguments)})"]  # fmt: skip
    if example := _example(about):
        base = f'{example} > -1 | is_tagged_na({example}, "e")' if about.wanted.format == "dta" else (
            f"{example} > -1 | {example} == -8")
        said.append(f"svymean(~I({example} %in% 1), subset(des, {base}))")
    return said


def _stata(about: About) -> list[str]:
    strata, cluster, weight = _design(about)
    weights = f" [pweight={weight}]" if weight else ""
    strata = f", strata({strata})" if strata else ""
    said = ["Stata", f'use "{about.file}", clear', f"svyset {cluster or '_n'}{weights}{strata}"]
    if example := _example(about):
        said += [f"generate byte said = {example} == 1", f"svy, subpop(if {example} < . | {example} == .e): mean said"]
    return said


def _spss(about: About) -> list[str]:
    strata, cluster, weight = _design(about)
    said = ["SPSS", f'GET FILE="{about.file}".']
    if weight:
        said.append(_("The weight is switched on in the file. Written out:") + f" WEIGHT BY {weight}.")
    if example := _example(about):
        said += [_("To keep “don't know” in the base:"), f"MISSING VALUES {example} (-9, -2, -1).",
                 f"FREQUENCIES {example}."]  # fmt: skip
    if weight:
        parts = [*([f"STRATA={strata}"] if strata else []), *([f"CLUSTER={cluster}"] if cluster else [])]
        design = f" /DESIGN {' '.join(parts)}" if parts else ""
        said += [_("For intervals and tests, the procedures for complex samples:"),
                 f"CSPLAN ANALYSIS /PLAN FILE='survey.csaplan' /PLANVARS ANALYSISWEIGHT={weight}{design} "
                 "/ESTIMATOR TYPE=WR."]  # fmt: skip
    return said


def _python(about: About) -> list[str]:
    _strata, _cluster, weight = _design(about)
    read = f'd = pandas.read_parquet("{about.file}")'
    if about.wanted.format == "csv":
        read = f'd = pandas.read_csv("{about.file}", encoding="utf-8-sig")'
    said = ["Python", f"import pandas; {read}"]
    if example := _example(about):
        said.append(f"base = d[(d.{example} > -1) | (d.{example} == -8)]")
        said.append(f"base.{weight}[base.{example} == 1].sum() / base.{weight}.sum()" if weight else
                    f"(base.{example} == 1).mean()")  # fmt: skip
    return said
