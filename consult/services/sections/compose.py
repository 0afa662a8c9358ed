"""Puts a section's blocks together into one document: everything that any format of it will show."""

from flask_babel import force_locale, lazy_gettext
from flask_babel import gettext as _

from consult import reference
from consult.models import SectionDraft
from consult.services import phrases_section, publish, wave_entry, weigh
from consult.services.digest import digest
from consult.services.sections import templates
from consult.services.sections.material import CannotCompose, Material
from consult.services.sections.providers import PROVIDERS
from consult.services.sections.templates import Template

FORMAT = 2
# What differs between two documents of the same content.
STAMPS = ("number", "published_on", "approved", "corrects")


def compose(draft: SectionDraft) -> dict:
    """The document of a draft as it would be published now, without a number. Raises CannotCompose."""
    template, material = templates.by_id(draft.template), Material(draft.partnership)
    if not draft.items:
        raise CannotCompose(lazy_gettext("The section is empty. Add a block."))
    languages = reference.LANGUAGES
    blocks: list[dict] = []
    for item in draft.items:
        block = block_of(material, item, languages)
        taken = {one["id"] for one in blocks}
        blocks.append({**block, "id": _free(block["id"], taken, item["key"])})
    runs = _runs(material, blocks)
    document = {
        "format": FORMAT,
        "section": template.slug,
        "template": template.id,
        "partnership": {key: getattr(draft.partnership, key) for key in ("slug", "name", "title")},
        "number": None,
        "published_on": None,
        "simulated": bool(material.rests_on) and wave_entry.is_simulated(list(material.rests_on.values())),
        "code_version": weigh.code_version(),
        "inputs_sha256": _inputs(material, draft.items, runs),
        "languages": list(languages),
        "waves": {slug: wave_entry.of_run(run) for slug, run in runs.items()},
        "blocks": blocks,
        "words": {},
        "approved": None,
        "corrects": {"number": draft.corrects, "words": draft.correction} if draft.corrects else None,
    }
    for lang in languages:
        with force_locale(lang):
            document["words"][lang] = _words(document, template, material, runs, lang)
    return document


def block_of(material: Material, item: dict, languages: tuple[str, ...]) -> dict:
    """One block of a draft. Raises CannotCompose, its `key` that of the item."""
    provider = PROVIDERS.get(item["kind"])
    if provider is None:
        raise CannotCompose(lazy_gettext("Blocks of this kind are no longer made. Take the block out."), item["key"])
    try:
        return provider.block(material, item["ref"], item["typed"], languages)
    except CannotCompose as refusal:
        raise CannotCompose(refusal.words, item["key"]) from refusal


def same(document: dict, other: dict) -> bool:
    """Whether two documents say the same, whatever their numbers, dates and approvals."""
    return {**document, **dict.fromkeys(STAMPS)} == {**other, **dict.fromkeys(STAMPS)}


def _free(id: str, taken: set[str], key: str) -> str:
    """An id that no block has yet: a measure of two waves stands twice."""
    return id if id not in taken else f"{id}-{key}"


def _runs(material: Material, blocks: list[dict]) -> dict:
    """The weights behind each wave that a block names, in the order of the blocks."""
    return {slug: material.run(slug) for slug in dict.fromkeys(one["wave"] for one in blocks) if slug}


def _inputs(material: Material, items: list[dict], runs: dict) -> str:
    """SHA-256 of everything the section comes from: its blocks, weights, questionnaires, published figures, code."""
    waves = {slug: [run.inputs_sha256, run.wave.version.sha256, run.wave.design] for slug, run in runs.items()}
    return digest({"items": items, "waves": waves, "told": material.inputs(), "code": weigh.code_version()})


def _words(document: dict, template: Template, material: Material, runs: dict, lang: str) -> dict:
    return {
        "title": str(template.title),
        "lede": [str(template.about), *phrases_section.lede(document)] if runs else [str(template.about)],
        "groups": _groups(document["waves"]),
        "simulated": phrases_section.simulated(),
        "missing": _missing(document, template, material, lang),
        "checked": publish.checked_by_a_person(list(runs.values()), lang),
    }


def _groups(waves: dict[str, dict]) -> dict[str, str]:
    """What the blocks of each wave stand under: its audience, and its name where several waves asked the same."""
    names = {"adults": _("Residents"), "young": _("Young people")}
    audiences = [entry["audience"] for entry in waves.values()]
    return {
        slug: names[entry["audience"]] if audiences.count(entry["audience"]) == 1
        else _("%(audience)s: %(survey)s, %(wave)s", audience=names[entry["audience"]], survey=entry["survey"],
               wave=entry["title"])
        for slug, entry in waves.items()
    }  # fmt: skip


def _missing(document: dict, template: Template, material: Material, lang: str) -> list[str]:
    """What readers would look for among the findings of these waves and nobody could have told."""
    if template.id != "communities":
        return []
    told = [slug for slug in document["waves"] if material.has_told(slug)]
    return list(dict.fromkeys(words for slug in told for words in material.told(slug)["words"][lang]["missing"]))
