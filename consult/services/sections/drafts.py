"""A section in the making: one open draft of each, its blocks in order, changed step by step.

Each change names the revision that it was made to. Where somebody else changed the draft meanwhile it is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import Edition, Partnership, SectionDraft, Wave
from consult.models.types import now
from consult.services import audit, editions
from consult.services.sections import templates
from consult.services.sections.material import CannotCompose, Material
from consult.services.sections.providers import PROVIDERS
from consult.services.sections.templates import Template

MOST_BLOCKS = 80
LONGEST_CORRECTION = 1_000


class CannotChange(Exception):
    """The draft cannot be changed so; nothing was stored. `words` says why and what to do, `place` the field."""

    def __init__(self, words, place: str | None = None):
        self.words, self.place = words, place
        super().__init__(words)


class Stale(CannotChange):
    """Somebody else changed the draft since the page was made."""

    def __init__(self):
        super().__init__(_("Somebody else changed this section meanwhile. What you typed is still here. Look at the "
                           "section in another window, then press the button again."))  # fmt: skip


def open_draft(partnership: Partnership, template: Template) -> SectionDraft | None:
    """The draft of a section that is not published yet; there is at most one."""
    query = db.select(SectionDraft).where(
        SectionDraft.partnership_id == partnership.id, SectionDraft.template == template.id,
        SectionDraft.state != "approved")  # fmt: skip
    return db.session.scalar(query)


def begin(partnership: Partnership, template: Template, waves: list[Wave], actor: str) -> SectionDraft:
    """A draft with the blocks that its template begins with, made of these waves. The draft that there is, where
    one is open. Raises CannotCompose."""
    if (found := open_draft(partnership, template)) is not None:
        return found
    return _add(partnership, template, first_items(partnership, template, waves), actor)


def begin_correction(edition: Edition, words: dict[str, str], actor: str) -> SectionDraft:
    """A draft that is made as an edition was and says what was wrong with it. Raises CannotChange, CannotCompose.

    words: by language; the English ones are needed, as the editions' first language.
    """
    template, partnership = templates.by_slug(edition.section), edition.partnership
    _check_correction(words)
    if open_draft(partnership, template) is not None:
        raise CannotChange(_("A draft of this section is open already. Publish it or throw it away first."))
    items = _items_of(edition) or first_items(partnership, template, _waves_of(edition))
    return _add(partnership, template, items, actor, corrects=edition.number,
                correction={lang: said for lang, said in words.items() if said})  # fmt: skip


def _check_correction(words: dict[str, str]) -> None:
    if not words.get("en"):
        raise CannotChange(_("Say in a sentence what was wrong, for those who read the old edition."), "words-en")
    for lang, said in words.items():
        if len(said) > LONGEST_CORRECTION:
            raise CannotChange(_("Use %(most)s characters or fewer; these are %(n)s.", most=LONGEST_CORRECTION,
                                 n=len(said)), f"words-{lang}")  # fmt: skip


def _items_of(edition: Edition) -> list[dict]:
    """What an edition was made of; [] of one that was published before there were drafts."""
    query = db.select(SectionDraft).where(
        SectionDraft.partnership_id == edition.partnership_id, SectionDraft.number == edition.number,
        SectionDraft.template == templates.by_slug(edition.section).id)  # fmt: skip
    found = db.session.scalar(query)
    return list(found.items) if found else []


def _waves_of(edition: Edition) -> list[Wave]:
    known = Material(edition.partnership).waves
    slugs = [entry["slug"] for entry in edition.document["waves"].values()]
    return [known[slug] for slug in slugs if slug in known]


def first_items(partnership: Partnership, template: Template, waves: list[Wave]) -> list[dict]:
    """What a template begins with. Kinds of a wave stand together, wave by wave. Raises CannotCompose.

    Without a wave it begins with what rests on none of them alone, such as measures whose figures were typed.
    """
    if any(wave.survey.partnership_id != partnership.id for wave in waves):
        raise CannotCompose(_("A wave belongs to another partnership."))
    material, found = Material(partnership), []
    # Residents before young people, as readers know the sections.
    waves = sorted(waves, key=lambda wave: wave.survey.audience)
    kinds = [kind for kind in template.begins if kind in PROVIDERS]
    for of_wave, group in groupby(kinds, key=lambda kind: PROVIDERS[kind].of_wave):
        together = list(group)
        for wave in waves if of_wave else [None]:
            found += [(kind, *one) for kind in together for one in PROVIDERS[kind].begins(material, wave)]
    if template.waves and not waves and not found:
        raise CannotCompose(_("No wave is chosen. Choose a wave of residents, of young people, or one of each."))
    return [{"key": f"b{place}", "kind": kind, "ref": ref, "typed": typed}
            for place, (kind, ref, typed) in enumerate(found, start=1)]  # fmt: skip


def _add(partnership: Partnership, template: Template, items: list[dict], actor: str, **more) -> SectionDraft:
    with writing() as session:
        # One at a time: of two who begin at once the second finds the first's.
        session.execute(db.select(Partnership.id).where(Partnership.id == partnership.id).with_for_update())
        if (found := open_draft(partnership, template)) is not None:
            return found
        draft = SectionDraft(partnership_id=partnership.id, template=template.id, items=items, begun_by=actor,
                             changed_by=actor, **more)  # fmt: skip
        session.add(draft)
        session.flush()
        detail = {"corrects": draft.corrects} if draft.corrects else {}
        audit.record(actor, "begin section", template.slug, partnership, **detail)
    return draft


def item_of(draft: SectionDraft, key: str) -> dict | None:
    """A block of a draft by its key."""
    return next((item for item in draft.items if item["key"] == key), None)


def add_block(draft: SectionDraft, kind: str, ref: str, based_on: int, actor: str) -> str:
    """Put a block at the end of a draft and say its key. Raises CannotChange."""
    template, provider = templates.by_id(draft.template), PROVIDERS.get(kind)
    offered = provider.listed(draft.partnership) if provider and kind in template.takes else []
    if ref not in {offer.ref for offer in offered}:
        raise CannotChange(_("This block is not offered any more. Choose another."))
    with _changing(draft, based_on, actor, "add block") as items:
        if provider.once and any((item["kind"], item["ref"]) == (kind, ref) for item in items):
            raise CannotChange(_("This block is in the section already."))
        if len(items) >= MOST_BLOCKS:
            raise CannotChange(_("A section takes at most %(n)s blocks. Take one out first.", n=MOST_BLOCKS))
        key = f"b{1 + max((int(item['key'][1:]) for item in items), default=0)}"
        items.append({"key": key, "kind": kind, "ref": ref, "typed": {}})
    return key


def move(draft: SectionDraft, key: str, up: bool, based_on: int, actor: str) -> None:
    """Move a block one place; at the end of the list it stays. Raises CannotChange."""
    with _changing(draft, based_on, actor, "move block") as items:
        here = _place(items, key)
        there = here - 1 if up else here + 1
        if 0 <= there < len(items):
            items[here], items[there] = items[there], items[here]


def remove(draft: SectionDraft, key: str, based_on: int, actor: str) -> None:
    """Take a block out. Raises CannotChange."""
    with _changing(draft, based_on, actor, "remove block") as items:
        del items[_place(items, key)]


def write(draft: SectionDraft, key: str, typed: dict, based_on: int, actor: str) -> None:
    """Keep what was typed or picked in a block; its kind has checked it. Raises CannotChange."""
    with _changing(draft, based_on, actor, "write block") as items:
        place = _place(items, key)
        items[place] = {**items[place], "typed": typed}


def throw_away(draft: SectionDraft, based_on: int, actor: str) -> None:
    """Delete a draft that is not published. Raises CannotChange."""
    with writing() as session:
        found = locked(draft, based_on)
        _not_waiting(found)
        audit.record(actor, "throw away section", templates.by_id(found.template).slug, found.partnership)
        session.delete(found)


@contextmanager
def _changing(draft: SectionDraft, based_on: int, actor: str, deed: str) -> Iterator[list[dict]]:
    """The items of a draft to be changed in place, kept at the end as its next revision."""
    with writing():
        found = locked(draft, based_on)
        _not_waiting(found)
        items = [dict(item) for item in found.items]
        yield items
        found.items, found.state = items, "working"
        found.revision, found.changed_by, found.changed_at = found.revision + 1, actor, now()
        audit.record(actor, "change section", templates.by_id(found.template).slug, found.partnership, done=deed)


def _not_waiting(draft: SectionDraft) -> None:
    """What waits for a second person stays for them to read; its figures count as told until it is taken back."""
    if draft.state == "submitted":
        raise CannotChange(_("The section is waiting for approval and does not change meanwhile. Take it back first."))


def locked(draft: SectionDraft, based_on: int) -> SectionDraft:
    """The draft, locked until the open transaction ends. Raises Stale where it is of another revision or gone."""
    found = db.session.get(SectionDraft, draft.id, with_for_update=True, populate_existing=True)
    if found is None or found.state == "approved" or found.revision != based_on:
        raise Stale
    return found


def _place(items: list[dict], key: str) -> int:
    for place, item in enumerate(items):
        if item["key"] == key:
            return place
    raise CannotChange(_("The block is not in the section any more."))


def editions_of(partnership: Partnership) -> dict[str, list[Edition]]:
    """The published editions of a partnership by the slug of their section, the newest first."""
    return {slug: editions.published(partnership, slug) for slug in templates.SLUGS}
