"""Preflight of a wave: what an expert would say of its questionnaire, and the reasons that were given for leaving it.

An error keeps a wave from opening until it is mended. A warning does until somebody says why it may stay. A reason is
for one finding and for the text that it judged: once that reads otherwise, it needs another.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from consult import reference
from consult.database import writing
from consult.extensions import db
from consult.models import PopulationMargin, PreflightReason, QuestionnaireVersion, Survey, Wave
from consult.models.types import now
from consult.questionnaire import clean, item_bank
from consult.questionnaire.preflight import ERROR, WARNING, Context, Finding, Margin, check
from consult.services import audit, field, languages, library
from consult.services.digest import digest

LONGEST_REASON = 500
SHORTEST_REASON = 10


class CannotExplain(Exception):
    """The reason was not kept; `words` says why and what to do."""

    def __init__(self, words):
        self.words = words
        super().__init__(words)


@dataclass(frozen=True)
class Judged:
    """A finding with the reason that stands for it, if any. `digest` is of what was judged."""

    finding: Finding
    digest: str
    reason: PreflightReason | None = None

    @property
    def stops(self) -> bool:
        """Whether it keeps the wave from opening."""
        return self.finding.level == ERROR or self.reason is None


def of(wave: Wave) -> list[Judged]:
    """Everything found in what a wave asks, errors first."""
    return findings(wave.version, wave.left_out)


def findings(version: QuestionnaireVersion, left_out: Iterable[str] = ()) -> list[Judged]:
    """Everything found in a version without what a wave leaves out, errors first, each with its reason.

    A reason given for an earlier version of the survey stands as long as what it was given for reads the same.
    """
    reasons = _reasons(version)
    judged = []
    for finding in check(field.questionnaire(version), context(version, left_out)):
        key = _digest(finding)
        judged.append(Judged(finding, key, reasons.get((finding.code, finding.place, key))))
    return judged


def may_open(wave: Wave) -> bool:
    """Whether nothing found in what the wave asks is left to be mended or explained."""
    return not any(one.stops for one in of(wave))


def context(version: QuestionnaireVersion, left_out: Iterable[str] = ()) -> Context:
    """What a version is judged beside: the bank, the published figures, its partnership's margins and translators."""
    survey = version.survey
    states = languages.states(version).values()
    return Context(
        bank=item_bank(),
        # A shipped questionnaire may name a figure that only one partnership may use: it is known all the same.
        benchmarks={one["id"]: one for one in reference.benchmarks()} | library.by_name(survey.partnership),
        margins=tuple(map(_margin, _stored_margins(survey))),
        settled=frozenset(one.language for one in states if one.state == "reviewed" or one.held_back),
        left_out=frozenset(left_out),
    )


def margin_titles(survey: Survey) -> dict[str, str]:
    """Key -> title of the margins that a survey's answers can be weighed to."""
    return {one.key: one.title for one in _stored_margins(survey)}


def _stored_margins(survey: Survey) -> list[PopulationMargin]:
    query = db.select(PopulationMargin).where(
        PopulationMargin.partnership_id == survey.partnership_id, PopulationMargin.audience == survey.audience
    )
    return list(db.session.scalars(query.order_by(PopulationMargin.id)))


def _margin(stored: PopulationMargin) -> Margin:
    categories = {
        dimension: frozenset(row["categories"][place] for row in stored.targets)
        for place, dimension in enumerate(stored.dimensions)
    }
    return Margin(stored.key, categories)


def _digest(finding: Finding) -> str:
    return digest([finding.code, finding.place, finding.evidence])


def _reasons(version: QuestionnaireVersion) -> dict[tuple[str, str, str], PreflightReason]:
    """The reasons given for this version and those before it; of several for one thing, the latest version's."""
    query = (
        db.select(PreflightReason)
        .join(QuestionnaireVersion)
        .where(QuestionnaireVersion.survey_id == version.survey_id, QuestionnaireVersion.number <= version.number)
        .order_by(QuestionnaireVersion.number)
    )
    return {(one.code, one.place, one.digest): one for one in db.session.scalars(query)}


def give_reason(wave: Wave, code: str, place: str, seen: str, reason: str, actor: str) -> PreflightReason:
    """Keep why a warning may stay, in place of a reason given for it before.

    `seen`: the digest of what the officer read, so that a reason never covers words that nobody looked at.
    Raises CannotExplain.
    """
    words = _checked(reason)
    _find(of(wave), code, place, seen)
    with writing() as session:
        # Two officers at once: the second waits here and then finds the row of the first.
        version = session.get(QuestionnaireVersion, wave.version_id, with_for_update=True)
        kept = {"version_id": version.id, "code": code, "place": place, "digest": seen}
        row = session.scalar(db.select(PreflightReason).filter_by(**kept))
        if row is None:
            row = PreflightReason(**kept)
            session.add(row)
        row.reason, row.actor, row.at = words, actor, now()
        subject = f"{version.survey.slug}, version {version.number}"
        audit.record(actor, "explain warning", subject, version.survey.partnership, code=code, place=place,
                     reason=words)  # fmt: skip
        return row


def explain(wave: Wave, judged: Iterable[Judged], reason: str, actor: str) -> None:
    """Keep one reason for each warning among what was found; errors are passed over. Raises CannotExplain."""
    for one in judged:
        if one.finding.level == WARNING:
            give_reason(wave, one.finding.code, one.finding.place, one.digest, reason, actor)


def _checked(reason: str) -> str:
    words = clean(reason or "")
    if not words or len(words) < SHORTEST_REASON:
        raise CannotExplain(
            _("Write the reason in a sentence, so that somebody who reads it next year understands it")
        )
    if len(words) > LONGEST_REASON:
        raise CannotExplain(_("The reason is too long: use %(most)s characters or fewer", most=LONGEST_REASON))
    return words


def _find(judged: list[Judged], code: str, place: str, seen: str) -> Judged:
    """The warning that a reason is for."""
    same = [one for one in judged if (one.finding.code, one.finding.place) == (code, place)]
    if any(one.finding.level != WARNING for one in same):
        raise CannotExplain(_("This has to be mended: no reason can stand for it"))
    for one in same:
        if one.digest == seen:
            return one
    if same:
        raise CannotExplain(_("The text was changed meanwhile. Read it again, then give a reason for it as it is now"))
    raise CannotExplain(_("This is no longer found in the questionnaire, so it needs no reason"))
