"""Findings that are kept: finding, making, rewording and removing them."""

from __future__ import annotations

from dataclasses import fields

from flask_babel import lazy_gettext as _

from consult import reference
from consult.database import writing
from consult.extensions import db
from consult.models import Finding, Partnership
from consult.models.types import today
from consult.questionnaire import clean
from consult.services import audit
from consult.services.findings import blocks, checking
from consult.services.findings.wanted import Wanted
from consult.wording import Flag

LONGEST, LONGEST_REASON, SHORTEST_REASON = 1_000, 500, 10
# What no reason can excuse: it would tell what is withheld.
NEVER = "withheld"


class CannotReword(Exception):
    """The words were not kept. `words` says why and what to do; `field`: "text" or "reason"; `flags` what was found."""

    def __init__(self, words, field: str = "text", flags: list[Flag] | None = None):
        self.words, self.field, self.flags = words, field, flags or []
        super().__init__(words)


def listed(partnership: Partnership) -> list[Finding]:
    """Every finding of a partnership, the newest first."""
    query = db.select(Finding).where(Finding.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(Finding.id.desc())))


def find(partnership: Partnership, finding_id: int) -> Finding | None:
    """A finding of this partnership; another's is not found."""
    return db.session.scalar(
        db.select(Finding).where(Finding.partnership_id == partnership.id, Finding.id == finding_id)
    )


def make(wanted: Wanted, actor: str) -> Finding:
    """Keep a finding. The same one kept again (a button pressed twice) gives the one that there is.

    Raises CannotTell when it cannot be told; nothing is stored then. One whose figure is withheld may be kept.
    """
    blocks.automatic(wanted, [])
    # Named one by one: a dataclass turned into a dictionary would copy its rows of the database.
    values = {one.name: getattr(wanted, one.name) for one in fields(wanted)}
    with writing() as session:
        # Two presses at once: the second waits here and then finds the row of the first.
        session.execute(db.select(Partnership.id).where(Partnership.id == wanted.partnership.id).with_for_update())
        kept = session.scalar(db.select(Finding).filter_by(**values))
        if kept is None:
            kept = Finding(**values, made_by=actor, words={})
            session.add(kept)
            session.flush()
            audit.record(actor, "make finding", _subject(kept), wanted.partnership, finding=kept.id)
    return kept


def remove(finding: Finding, actor: str) -> None:
    """Delete a finding. Editions that it stands in keep what they say."""
    with writing() as session:
        audit.record(actor, "remove finding", _subject(finding), finding.partnership, finding=finding.id)
        session.delete(finding)


def reword(finding: Finding, lang: str, text: str, reason: str, actor: str) -> None:
    """Keep an officer's own words for a finding in one language; no text brings the platform's sentences back.

    Words that say more than the figures carry need a reason, which is kept with what was flagged. Raises CannotReword
    and CannotTell.
    """
    words, why = clean(text or "") or "", " ".join((clean(reason or "") or "").split())
    if lang not in reference.LANGUAGES:
        raise CannotReword(_("A finding has no words in this language. Choose another."))
    if len(words) > LONGEST:
        raise CannotReword(_("The words are too long: use %(most)s characters or fewer", most=LONGEST))
    found = checking.flags(words, lang, block_to_check(finding)) if words.strip() else []
    _check_reason(why, found)
    with writing() as session:
        session.refresh(finding, with_for_update=True)
        others = {key: value for key, value in finding.words.items() if key != lang}
        kept = [[one.code, one.found] for one in found]
        own = {"text": words, "reason": why if found else "", "kept": kept, "by": actor, "on": today().isoformat()}
        finding.words = {**others, lang: own} if words.strip() else others
        codes = sorted({one.code for one in found})
        audit.record(actor, "reword finding", _subject(finding), finding.partnership, finding=finding.id,
                     language=lang, flags=codes)  # fmt: skip


def _check_reason(why: str, found: list[Flag]) -> None:
    if any(one.code == NEVER for one in found):
        raise CannotReword(_("The words would tell of a figure that is withheld. Take it out: no reason can stand for "
                             "it"), "text", found)  # fmt: skip
    if len(why) > LONGEST_REASON:
        most = LONGEST_REASON
        raise CannotReword(_("The reason is too long: use %(most)s characters or fewer", most=most), "reason", found)
    if found and not why:
        raise CannotReword(_("The words say more than the figures carry. Change them, or say why they may stay"),
                           "reason", found)  # fmt: skip
    if found and len(why) < SHORTEST_REASON:
        raise CannotReword(
            _("Write the reason in a sentence, so that somebody who reads it next year understands it"),
            "reason", found,
        )  # fmt: skip


def _subject(finding: Finding) -> str:
    return f"{finding.wave.slug}: {finding.measure}"


def block_to_check(finding: Finding) -> dict:
    """The finding in the platform's own words of every language. Raises CannotTell."""
    return blocks.automatic(finding, list(reference.LANGUAGES), f"finding-{finding.id}")


def block(finding: Finding, languages: list[str]) -> dict:
    """The finding as a block of a document, in an officer's words where there are some that still fit its figures.

    words[lang]["own"] is "kept", "adrift" (there are own words, and the figures have moved from under them: the
    platform's stand) or None. Raises CannotTell.
    """
    told = blocks.automatic(finding, languages, f"finding-{finding.id}")
    for lang in languages:
        words, own = told["words"][lang], finding.words.get(lang)
        words["own"] = own and ("kept" if fits(own, lang, told) else "adrift")
        if words["own"] == "kept":
            words["sentences"] = [line for line in own["text"].splitlines() if line.strip()]
    return told


def fits(own: dict, lang: str, told: dict) -> bool:
    """Whether own words say no more beyond the figures than what a reason was given for."""
    explained = {tuple(one) for one in own["kept"]}
    found = checking.flags(own["text"], lang, told)
    return all(one.code != NEVER and (one.code, one.found) in explained for one in found)

