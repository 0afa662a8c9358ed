"""Quotes picked from those that a person approved and whose writers agreed. Named "wave/question"."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from consult.models import Partnership, Wave
from consult.questionnaire import text
from consult.services import field, phrases_method
from consult.services.digest import digest
from consult.services.qualitative import quotes as approved
from consult.services.qualitative import texts
from consult.services.sections import wording
from consult.services.sections.material import CannotCompose, Material, Offer, wave_name

# More than a reader takes in, and than an officer has weighed against one another.
MOST = 12
BEGINS_WITH = 3


def listed(partnership: Partnership) -> list[Offer]:
    """Each open question of which a quote is approved."""
    return [
        Offer(f"{wave.slug}/{item}", question(wave, item), wave_name(wave))
        for wave in field.waves(partnership)
        for item in texts.open_questions(wave)
        if approved.of(wave, item)
    ]


def begins(_material: Material, wave: Wave) -> list[tuple[str, dict]]:
    """Of each open question its first quotes."""
    found = []
    for item in texts.open_questions(wave):
        if offered := approved.of(wave, item)[:BEGINS_WITH]:
            found.append((f"{wave.slug}/{item}", {"quotes": [mark(one) for one in offered]}))
    return found


def choices(material: Material, ref: str) -> list[approved.Quoted]:
    """The quotes that may be picked today. Raises CannotCompose."""
    slug, _slash, item = ref.partition("/")
    return approved.of(material.wave(slug), item)


def check(picked: list[int], offered: dict[int, approved.Quoted]) -> None:
    """Raises CannotCompose, its `key` the field, for picks that cannot be kept."""
    if not picked:
        raise CannotCompose(_("Pick at least one quote."), "quotes")
    if len(picked) > MOST:
        raise CannotCompose(_("Pick at most %(n)s quotes.", n=MOST), "quotes")
    if not set(picked) <= offered.keys():
        raise CannotCompose(_("A quote that you picked may not be shown any more. Pick again."), "quotes")


def mark(quote: approved.Quoted) -> dict:
    """How a draft remembers a quote: by its number and the hash of its words. The words themselves stay where they
    go when their writer takes them back."""
    return {"id": quote.id, "sha256": digest(quote.words)}


def question(wave: Wave, item: str) -> str:
    """The words of an open question in its original."""
    asked = field.questionnaire(wave.version).item(item.removesuffix(".other"))
    return text(asked.text, asked.master, asked.master).value


def block(material: Material, ref: str, typed: dict, languages) -> dict:
    """The picked quotes in their order, each in the language that it was written in.

    Raises CannotCompose where one of them may not be shown any more.
    """
    slug, _slash, item = ref.partition("/")
    wave, picked = material.wave(slug), typed.get("quotes", [])
    if not picked:
        raise CannotCompose(_("No quote is picked yet. Pick at least one, or take the block out."))
    offered = {one.id: one for one in choices(material, ref)}
    if not all_there(picked, offered):
        raise CannotCompose(_("A quote that was picked may not be shown any more: it was taken back, its text was "
                              "redacted otherwise, or its writer withdrew. Pick again."))  # fmt: skip
    shown = [offered[one["id"]] for one in picked]
    entry = {"survey": wave.survey.title, "title": wave.title}
    return wording.block(
        "quotes", wording.in_each(languages, lambda lang: _words(wave, item, entry, lang)), wave, item=item,
        quotes=[{"id": f"quote-{one.id}", "words": one.words, "lang": one.language} for one in shown],
        marks=picked, ref=ref,
    )  # fmt: skip


def all_there(picked: list[dict], offered: dict) -> bool:
    """Whether every quote that was picked is still offered in the same words."""
    return all(one["id"] in offered and digest(offered[one["id"]].words) == one["sha256"] for one in picked)


def _words(wave: Wave, item: str, entry: dict, lang: str) -> dict:
    asked = field.questionnaire(wave.version).item(item.removesuffix(".other"))
    wording_of = text(asked.text, lang, asked.master)
    young = wave.survey.audience == "young"
    return {
        "heading": gettext("In young people’s own words") if young else gettext("In people’s own words"),
        "sentences": [gettext("They agreed to be quoted. What could tell who they are is taken out, marked or "
                              "replaced; “[…]” stands for words left out.")],
        "short": gettext("Quotes show what some people meant. They are no measure of how many think so."),
        "how": [
            {"term": gettext("Question"), **wording.label(wording_of.value, wording_of.lang, lang)},
            {"term": gettext("Survey"), "text": f"{entry['survey']}, {entry['title']}", "lang": None},
            {"term": gettext("How people were reached"), "text": phrases_method.design_sentence(wave.design),
             "lang": None},
        ],
    }  # fmt: skip
