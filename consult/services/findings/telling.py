"""A finding's figures put together as an edition keeps them: the figure, what it is set against, and the test."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from consult.models import Finding, WeightingRun
from consult.services import comparability
from consult.services.findings import comparing, figures
from consult.services.findings.wanted import CannotTell, Subject, Wanted


@dataclass(frozen=True)
class Told:
    """What is told, as plain data, and what its words are made from: the run, the subject, published records."""

    figures: dict
    run: WeightingRun
    subject: Subject
    records: dict


def tell(wanted: Wanted | Finding) -> Told:
    """The figures of what is wanted, after disclosure control.

    `figures` is today's finding (analysis.sections.finding) with "measure", "answer", "row", "net", "routed",
    "route", "named", "group", "against", "test" and "before". Raises CannotTell.
    """
    own = figures.protected(wanted)
    group = figures.group_of(wanted.dimension, wanted.category)
    if max(one.base for one in own.estimated(group).parts) == 0:
        raise CannotTell(_nobody(wanted))
    told = own.told(group) | _about(wanted, own.subject)
    told["before"] = comparability.since_the_wave_before(wanted.wave, comparing.made_of(wanted, own.subject))
    against, test, records = _compared(wanted, own, told)
    if told["state"] == figures.SHOWN and records:
        told["beside"] = [_beside(record, against, test) for record in records.values()]
    return Told(told | {"against": against, "test": test}, own.run, own.subject, records)


def _nobody(wanted: Wanted | Finding):
    if wanted.dimension:
        return _("Nobody of this group answered the question in “%(wave)s”. Choose another.", wave=wanted.wave.title)
    return _("Nobody answered the question in “%(wave)s”. Choose another.", wave=wanted.wave.title)


def _about(wanted: Wanted | Finding, subject: Subject) -> dict:
    group = {"dimension": wanted.dimension, "category": wanted.category} if wanted.dimension else None
    return {
        "measure": wanted.measure,
        "answer": subject.answer,
        "row": subject.measure.row,
        "net": list(subject.asked.net),
        "routed": subject.asked.routed,
        "route": [[name, list(answers)] for name, answers in subject.asked.route],
        "named": subject.named and group is None,
        "group": group,
    }


def _compared(wanted: Wanted | Finding, own: figures.Protected, told: dict) -> tuple[dict | None, dict | None, dict]:
    against, test, records = comparing.compare(wanted, own)
    if told["state"] == figures.SHOWN or against is None:
        return against, test, records
    # With the other figure and the difference a reader would have the one that is withheld.
    nothing = {"state": figures.WITHHELD, "value": None, "lower": None, "upper": None, "base": None}
    return against | nothing, None, {}


def _beside(record: dict, against: dict, test: dict | None) -> dict:
    """The published figure in the form that sections have it, its difference being the tested one."""
    found = {key: test[key] for key in ("difference", "lower", "upper", "verdict")} if test else None
    return {
        "id": record["id"],
        "verdict": record["comparison"]["verdict"],
        "choice": None,
        "value": against["value"],
        "base": against["base"],
        "difference": {"value": found.pop("difference"), **found} if found else None,
    }
