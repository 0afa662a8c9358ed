"""Submitting a section, and its approval by a second person, who publishes the very document that they read."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import Edition, Partnership, SectionDraft
from consult.models.types import now, today
from consult.services import accounts, audit, disclosure, editions, second_person, weigh
from consult.services.digest import digest
from consult.services.sections import templates
from consult.services.sections.compose import compose, same
from consult.services.sections.drafts import CannotChange, locked
from consult.services.sections.kinds import quotes
from consult.services.sections.material import CannotCompose, Material

LONGEST_REASON = 2_000


class CannotApprove(Exception):
    """It cannot be decided so; nothing was stored. `words` says why and what to do, `place` the field."""

    def __init__(self, words, place: str | None = None):
        self.words, self.place = words, place
        super().__init__(words)


def submit(draft: SectionDraft, based_on: int, actor: str) -> dict:
    """Compose the draft and freeze the document for a second person; returns the document.

    Raises CannotCompose, CannotChange (also where nothing changed since the newest edition).
    """
    composed = for_approval(draft)
    with writing():
        freeze(draft, composed, based_on, actor)
    return composed.document


@dataclass(frozen=True)
class Composed:
    """A document as it would be submitted, and what it asked the door for."""

    document: dict
    told: list


def for_approval(draft: SectionDraft) -> Composed:
    """Compose a draft that differs from what is published. Stores nothing; raises CannotCompose, CannotChange."""
    with disclosure.release() as told:
        document = compose(draft)
    newest = editions.latest(draft.partnership, document["section"])
    if newest is not None and same(newest.document, document):
        raise CannotChange(_("Nothing has changed since edition %(number)s, so there is nothing to approve.",
                             number=newest.number))  # fmt: skip
    return Composed(document, told)


def freeze(draft: SectionDraft, composed: Composed, based_on: int, actor: str) -> None:
    """Keep what was composed for a second person, in the open transaction. Raises CannotChange."""
    found, document = locked(draft, based_on), composed.document
    if found.state == "submitted":
        raise CannotChange(_("The section is waiting for approval already."))
    found.document, found.sha256, found.simulated = document, digest(document), document["simulated"]
    found.state, found.submitted_by, found.submitted_at = "submitted", actor, now()
    _reserve(composed.told, found)
    found.sent_back_by = found.sent_back_words = None
    found.revision += 1
    audit.record(actor, "submit section", document["section"], found.partnership, sha256=found.sha256)


def _reserve(told: list, draft: SectionDraft) -> None:
    """From now on other outputs are measured against what this one tells, so that it can be approved as it was read."""
    try:
        disclosure.reserve(told, _waiting(draft))
    except disclosure.ToldMeanwhile as refusal:
        raise CannotChange(_("Other figures of these waves were published or taken out meanwhile. Read the section "
                             "again, then submit it.")) from refusal  # fmt: skip


def _waiting(draft: SectionDraft) -> str:
    """What the list of what was hidden calls a section that waits for approval; no other draft is called so."""
    return f"{templates.by_id(draft.template).slug}, submitted ({draft.id})"


def take_back(draft: SectionDraft, based_on: int, actor: str) -> None:
    """Go on working on what one submitted oneself; what was frozen is thrown away. Raises CannotChange."""
    with writing():
        found = _submitted(draft, based_on)
        if not second_person.is_same(found.submitted_by, actor):
            raise CannotChange(_("Somebody else submitted this section. Send it back, and say why."))
        thaw(found, "working")
        audit.record(actor, "take back section", templates.by_id(found.template).slug, found.partnership)


def send_back(draft: SectionDraft, words: str, based_on: int, actor: str) -> None:
    """Give a submitted draft back to be changed, saying why. Raises CannotApprove, CannotChange."""
    if not words:
        raise CannotApprove(_("Say what is to be changed."), "words")
    if len(words) > LONGEST_REASON:
        raise CannotApprove(_("Use %(most)s characters or fewer; these are %(n)s.", most=LONGEST_REASON, n=len(words)),
                            "words")  # fmt: skip
    with writing():
        found = _submitted(draft, based_on)
        _another_person(found, actor)
        thaw(found, "sent_back")
        found.sent_back_by, found.sent_back_words = actor, words
        audit.record(actor, "send back section", templates.by_id(found.template).slug, found.partnership)


def approve(draft: SectionDraft, sha256: str, based_on: int, actor: str) -> Edition:
    """Publish a submitted draft as the next edition: the document with this hash and no other.

    Raises CannotApprove for whoever submitted it, where one of the two does not stand for it any more and where a quote
    in it may not be shown any more, CannotChange.
    """
    with writing() as session:
        # One at a time: two at once would take the same number.
        session.execute(db.select(Partnership.id).where(Partnership.id == draft.partnership_id).with_for_update())
        found = _submitted(draft, based_on)
        _second_person(found, actor)
        if found.sha256 != sha256 or digest(found.document) != sha256:
            raise CannotApprove(_("The section is not the one that you read. Read it again."))
        _quotes_are_there(found)
        edition = _edition(found, actor)
        session.add(edition)
        session.flush()
        found.state, found.number, found.document = "approved", edition.number, None
        place = f"{edition.section} edition {edition.number}"
        hidden = disclosure.settle(_waiting(found), place, edition)
        audit.record(actor, "publish", place, found.partnership, sha256=edition.sha256,
                     submitted_by=found.submitted_by, read_sha256=sha256, hidden_figures=hidden)  # fmt: skip
    return edition


def _edition(found: SectionDraft, actor: str) -> Edition:
    slug = found.document["section"]
    newest = editions.latest(found.partnership, slug)
    number = newest.number + 1 if newest else 1
    document = {
        **found.document, "number": number, "published_on": today().isoformat(),
        "approved": {"submitted_by": _name(found.submitted_by), "approved_by": _name(actor),
                     "on": today().isoformat()},
    }  # fmt: skip
    return Edition(partnership_id=found.partnership_id, section=slug, number=number, document=document,
                   sha256=digest(document), simulated=document["simulated"], submitted_by=found.submitted_by,
                   approved_by=actor, corrects=found.corrects)  # fmt: skip


def _name(actor: str) -> str:
    """Somebody as readers may know them: by name, never by the address they sign in with."""
    account = accounts.find(actor)
    return account.name if account else actor.partition("@")[0]


def weighed_since(draft: SectionDraft) -> list[str]:
    """The titles of the waves whose weights are other ones now than those in the document that was submitted."""
    material, found = Material(draft.partnership), []
    for slug, entry in draft.document["waves"].items():
        wave = material.waves.get(slug)
        run = weigh.current(wave) if wave else None
        if run is None or run.id != entry["run"]["id"]:
            found.append(entry["title"])
    return found


def _submitted(draft: SectionDraft, based_on: int) -> SectionDraft:
    found = locked(draft, based_on)
    if found.state != "submitted":
        raise CannotChange(_("The section is not waiting for approval."))
    return found


def _second_person(draft: SectionDraft, actor: str) -> None:
    """Both stand for it at the moment that it is published."""
    _another_person(draft, actor)
    if not second_person.works_here(draft.partnership, draft.submitted_by):
        raise CannotApprove(_("Whoever submitted this section does not work with the answers any more. Send it back, "
                              "and have it submitted by somebody who does."))  # fmt: skip
    if refusal := second_person.why_not(draft.partnership, [draft.submitted_by], actor):
        raise CannotApprove(refusal)


def _another_person(draft: SectionDraft, actor: str) -> None:
    if second_person.is_same(draft.submitted_by, actor):
        raise CannotApprove(_("You submitted this section yourself. Ask another officer of the partnership to read it "
                              "and decide."))  # fmt: skip


def thaw(draft: SectionDraft, state: str) -> None:
    """Throw away, in the open transaction, what was frozen when a draft was submitted."""
    disclosure.let_go(_waiting(draft))
    draft.state, draft.document, draft.sha256 = state, None, None
    draft.revision += 1


def _quotes_are_there(draft: SectionDraft) -> None:
    """Whoever withdrew between submission and approval is not published."""
    material = Material(draft.partnership)
    for block in draft.document["blocks"]:
        if block["type"] != "quotes":
            continue
        try:
            offered = {one.id: one for one in quotes.choices(material, block["ref"])}
        except CannotCompose:
            offered = {}
        if not quotes.all_there(block["marks"], offered):
            raise CannotApprove(_("A quote in it may not be shown any more: it was taken back, its text was redacted "
                                  "otherwise, or its writer withdrew. Send the section back."))  # fmt: skip
