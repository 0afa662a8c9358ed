"""Shapes sections, their drafts and what may be added for the pages."""

from flask_babel import gettext as _

from consult.blueprints.officer.sections.common import at
from consult.blueprints.officer.views import language_names
from consult.reference import LANGUAGES
from consult.services import sections as service
from consult.web.locale import long_date


def overview(partnership) -> list[dict]:
    """Each section with its open draft and its editions, the newest first."""
    published, found = service.editions_of(partnership), []
    for template in service.TEMPLATES:
        draft = service.open_draft(partnership, template)
        corrected = {one.corrects for one in published[template.slug]}
        found.append({
            "slug": template.slug, "title": template.title, "about": template.about,
            "state": draft.state if draft else None, "state_words": states()[draft.state] if draft else None,
            "changed_by": draft.changed_by if draft else None,
            "editions": [_edition(one, corrected) for one in published[template.slug]],
        })  # fmt: skip
    return found


def _edition(edition, corrected: set) -> dict:
    return {
        "number": edition.number, "date": long_date(edition.published_at), "simulated": edition.simulated,
        "submitted_by": edition.submitted_by, "approved_by": edition.approved_by, "corrects": edition.corrects,
        "corrected": edition.number in corrected,
    }  # fmt: skip


def states() -> dict[str, str]:
    """How far a draft is, in words."""
    return {"working": _("In the making"), "submitted": _("Waiting for approval"), "sent_back": _("Sent back")}


def blocks(draft) -> list[dict]:
    """The blocks of a draft in order, each as an officer knows it."""
    names, last = _names(draft), len(draft.items)
    return [
        {
            "key": item["key"], "kind": service.PROVIDERS[item["kind"]].name if item["kind"] in service.PROVIDERS
            else item["kind"], "first": place == 1, "last": place == last, **_title(item, names),
            "typed": item["kind"] in service.PROVIDERS and service.PROVIDERS[item["kind"]].typed,
            "written": is_written(item),
        }
        for place, item in enumerate(draft.items, start=1)
    ]  # fmt: skip


def _names(draft) -> dict:
    """(kind, ref) -> its offer, of the kinds that are in the draft."""
    kinds = {item["kind"] for item in draft.items} & service.PROVIDERS.keys()
    return {(kind, one.ref): one for kind in kinds for one in service.PROVIDERS[kind].listed(draft.partnership)}


def _title(item: dict, names: dict) -> dict:
    if item["kind"] == "text" and item["typed"].get("words"):
        said = item["typed"]["words"]
        lang = next(lang for lang in LANGUAGES if lang in said)
        return {"title": said[lang]["heading"], "lang": lang, "under": ""}
    offer = names.get((item["kind"], item["ref"]))
    if offer is None:
        return {"title": _("Not there any more"), "lang": None, "under": ""}
    return {"title": "" if item["ref"] == "" else offer.title, "lang": None, "under": offer.under}


def is_written(item: dict) -> bool:
    """Whether a block that is written by hand has something in it."""
    typed = item["typed"]
    needed = {"text": ("words",), "quotes": ("quotes",), "groups": ("sources", "asks"), "actions": ("rows",)}
    return all(typed.get(name) for name in needed.get(item["kind"], ()))


def unwritten(draft) -> list[str]:
    """The names of the languages that something written by hand is not in, though a document is."""
    found = set()
    for item in draft.items:
        typed = item["typed"]
        for words in (typed.get("words"), typed.get("asks"), *(row["words"] for row in typed.get("rows", ()))):
            found |= set(LANGUAGES) - words.keys() if words else set()
    return list(language_names(lang for lang in LANGUAGES if lang in found).values())


def offers(partnership, template, draft) -> list[dict]:
    """What may be added, by kind and then by what it stands under."""
    there = {(item["kind"], item["ref"]) for item in draft.items}
    found = []
    for kind in template.takes:
        if (provider := service.PROVIDERS.get(kind)) is None:
            continue
        under: dict[str, list] = {}
        for one in provider.listed(partnership):
            if not (provider.once and (kind, one.ref) in there):
                under.setdefault(one.under, []).append({"value": f"{kind}:{one.ref}", "title": one.title})
        found.append({"kind": kind, "name": provider.name, "under": under})
    return found


def refused(refusal: service.CannotCompose, template) -> dict:
    """Why a section cannot be made, leading to the block it is about."""
    href = at("officer.section_draft", template, _anchor=refusal.key) if refusal.key else "#blocks"
    return {"text": refusal.words, "href": href}


def failed(errors: list[dict]) -> dict[str, str]:
    """Field -> what is wrong with it."""
    return {error["href"].removeprefix("#"): error["text"] for error in errors}
