"""What a finding is about in words, without working out its figures: for lists and for what was chosen so far."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from consult.models import Finding
from consult.services import comparability, field, phrases
from consult.services.findings import comparing
from consult.services.findings.labels import Labels
from consult.services.findings.wanted import CannotTell, Wanted, subject


@dataclass(frozen=True)
class Described:
    """The question, the figure of it, the group and the comparison, in a reader's language."""

    question: str
    figure: str
    group: str
    against: str


def described(wanted: Wanted | Finding, lang: str) -> Described:
    """What is wanted, in the language in force, which is `lang`. Raises CannotTell."""
    about = subject(wanted)
    records = {record["id"]: record for record in comparing.records(wanted, about)}
    group = {"dimension": wanted.dimension, "category": wanted.category} if wanted.dimension else None
    told = {"item": about.item.name, "row": about.measure.row, "kind": about.measure.kind, "group": group,
            "against": _against(wanted)}  # fmt: skip
    questionnaire, area = field.questionnaire(wanted.wave.version), wanted.wave.survey.partnership.name
    if wanted.dimension and wanted.dimension not in questionnaire.items:
        raise CannotTell(_("The wave does not know this group of people. Choose another."))
    labels = Labels(told, phrases.Setting(lang, area, {}, questionnaire, records))
    return Described(labels.question, figure(labels, about), labels.group or _("Everybody"),
                     _named(labels, wanted))  # fmt: skip


def title(wanted: Wanted | Finding, lang: str) -> str:
    """What is wanted on one line, in the language in force, which is `lang`. Raises CannotTell."""
    about = described(wanted, lang)
    return f"{about.question} – {about.figure} – {about.group}"


def figure(labels: Labels, about) -> str:
    """Which figure of the question is told."""
    kind = about.measure.kind
    if about.answer:
        return labels.quoted(labels.part(about.answer).value)
    if kind == "share":
        return labels.answers(about.asked.net)
    if kind == "problems":
        return _("A high score of all seven problems, and each of them")
    return _("All rows, the largest share first") if kind == "rows" else _("All answers, the largest share first")


def _against(wanted: Wanted | Finding) -> dict:
    before = comparability.wave_before(wanted.wave) if wanted.comparison == "before" else None
    return {"kind": wanted.comparison, "id": wanted.against, "title": before.title if before else None}


def _named(labels: Labels, wanted: Wanted | Finding) -> str:
    if wanted.comparison == "none":
        return _("Nothing")
    if wanted.comparison == "benchmark" and wanted.against not in labels.setting.benchmarks:
        return _("A published figure that is not there any more")
    return labels.against
