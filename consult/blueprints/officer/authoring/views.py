"""Shapes a draft into what its pages show. Words in the reader's language are chosen here."""

from flask import g
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from consult.blueprints.officer.authoring.common import own_name, stated, words_of
from consult.questionnaire import ITEM_TYPES, authoring, text
from consult.services import authoring as service
from consult.services import field, versions
from consult.services.authoring import words


def types() -> dict[str, tuple[str, str]]:
    """Type -> how it is answered, and what it is for."""
    return {
        "single": (_("One answer from a list"), ""),
        "scale": (_("One answer on a scale"),
                  _("Answers in order from one end to the other, such as very safe to very unsafe.")),
        "yes_no": (_("Yes or no"), ""),
        "several": (_("Any number of answers from a list"), ""),
        "grid": (_("One answer for each line of a grid"),
                 _("The same answers for several things, such as litter, noise and drugs.")),
        "ranking": (_("Answers put in order"), ""),
        "number": (_("A number"), ""),
        "month": (_("A month and a year"), ""),
        "text": (_("Own words"), ""),
        "place": (_("Where somebody lives, from a list"), _("The neighbourhoods or wards of your partnership.")),
        "postcode": (_("The ward somebody lives in, by postcode or from a list"), ""),
        "consent": (_("Agreement, yes or no"), _("Neither answer is chosen beforehand.")),
        "info": (_("Nothing: a page to read"), ""),
    }  # fmt: skip


def kinds() -> dict[str, str]:
    """Kind of an answer -> what it is."""
    return {
        "plain": _("An answer like the others"),
        "other": _("“Something else”, with a box for words"),
        "none": _("“None of these”, which stands alone"),
        "dont_know": _("“Don’t know”"),
        "prefer_not": _("“Prefer not to say”"),
    }


def support_lines() -> dict[str, str]:
    """Support line -> its name."""
    return {
        "childline": _("Childline"), "fearless": _("Fearless"), "victim_support": _("Victim Support"),
        "crimestoppers": _("Crimestoppers"), "999": _("999, in danger"),
    }


def support_of(audience: str) -> list[tuple[str, str]]:
    """The support lines that are for this audience: (key, name)."""
    leave_out = ("childline", "fearless") if audience == "adults" else ("crimestoppers",)
    return [(key, name) for key, name in support_lines().items() if key not in leave_out]


# The outline

def outline(survey, version) -> dict:
    """A draft as a list of sections with their pages and questions."""
    document = version.document
    questionnaire = field.questionnaire(version)
    kept = versions.steps(version)
    return {
        "number": version.number, "title": words_of(document, document["title"]),
        "frozen_on": version.frozen_on, "sections": [section(one, document, questionnaire)
                                                     for one in document["sections"]],
        "undo": step_row(kept[-1]) if len(kept) > 1 else None,
        "steps": [step_row(one) for one in reversed(kept[1:])][:STEPS_SHOWN],
        "withheld": [(own_name(code), len(lacking)) for code, lacking in questionnaire.withheld.items()],
        "offered": [own_name(code) for code in questionnaire.languages],
    }  # fmt: skip


STEPS_SHOWN = 12


def step_row(step) -> dict:
    """A step that was done, by whom and when."""
    return {"done": words.step(step.done), "subject": step.subject, "actor": step.actor, "at": step.at}


def section(one: dict, document: dict, questionnaire) -> dict:
    """A section with its pages; a page with one question is that question."""
    return {
        "id": one["id"], "title": words_of(document, one["title"]), "when": rule(one.get("when"), questionnaire),
        "questions": sum(len(page["items"]) for page in one["pages"]),
        "pages": [{"id": page["id"], "when": len(page["items"]) > 1 and rule(page.get("when"), questionnaire),
                   "items": [row(item, page, document, questionnaire) for item in page["items"]]}
                  for page in one["pages"]],
    }  # fmt: skip


def row(item: dict, page: dict, document: dict, questionnaire) -> dict:
    """A question in a list."""
    own = authoring.rule(document, "item", item["name"]) if len(page["items"]) == 1 else item.get("when")
    return {
        "name": item["name"], "text": words_of(document, item["text"]), "type": types()[item["type"]][0],
        "required": bool(item.get("required")), "from_bank": bool(item.get("bank")), "when": rule(own, questionnaire),
    }


# Rules

def rule(condition, questionnaire) -> str | None:
    """A rule in words that name questions as people read them; None where there is none."""
    if condition is None:
        return None
    for joined, between in (("all", _(" and ")), ("any", _(" or "))):
        if joined in condition:
            return between.join(_nested(part, questionnaire) for part in condition[joined])
    if "not" in condition:
        return _("not (%(rule)s)", rule=rule(condition["not"], questionnaire))
    item = questionnaire.items[condition["item"]]
    operator = next(key for key in condition if key != "item")
    return leaf(_short(item, questionnaire), operator, said_operand(item, operator, condition[operator], questionnaire))


def _nested(part, questionnaire) -> str:
    said = rule(part, questionnaire)
    return _("(%(rule)s)", rule=said) if "all" in part or "any" in part else said


def _short(item, questionnaire) -> str:
    return text(item.text, str(get_locale()), questionnaire.master).value


def said_operand(item, operator: str, operand, questionnaire) -> str:
    """The choices, or the amount, that a rule compares with."""
    if operator in ("in", "not_in"):
        return _(" or ").join(item.label(value, str(get_locale())).value for value in operand)
    return str(operand)


def leaf(question: str, operator: str, operand: str) -> str:
    """One condition in words."""
    values = {"item": question, "choices": operand, "number": operand}
    return {
        "in": _("“%(item)s” is %(choices)s", **values),
        "not_in": _("“%(item)s” is not %(choices)s", **values),
        "answered": (_("“%(item)s” is answered", **values) if operand == "True"
                     else _("“%(item)s” is not answered", **values)),
        "at_least": _("“%(item)s” is %(number)s or more", **values),
        "at_most": _("“%(item)s” is %(number)s or less", **values),
        "equals": _("“%(item)s” is %(choices)s", **values),
        "more_than": _("“%(item)s” is more than %(number)s", **values),
        "less_than": _("“%(item)s” is less than %(number)s", **values),
    }[operator]  # fmt: skip


# One question

def question(version, place) -> dict:
    """A question as its pages head it: its words, its ways, its rule."""
    document, item = version.document, place.item
    questionnaire = field.questionnaire(version)
    kind = ITEM_TYPES[item["type"]]
    return {
        **row(item, place.page, document, questionnaire), "section": place.section["id"],
        "shared_page": None if place.alone else place.page["id"], "has_easy": bool(item.get("easy")),
        "has_answers": kind.takes_choices, "has_rows": kind.takes_rows, "asks": kind.asks,
        "inherited": [one for one in (rule(place.section.get("when"), questionnaire),
                                      None if place.alone else rule(place.page.get("when"), questionnaire)) if one],
        "others": [language for code, language in _translated(document, item)],
    }  # fmt: skip


def _translated(document: dict, item: dict) -> list[tuple[str, str]]:
    lang = authoring.master(document)
    return [(code, own_name(code)) for code in document["languages"] if code != lang and code in item["text"]]


def from_bank(document: dict, item: dict) -> dict | None:
    """Where a question of the bank comes from and what may stand beside it; None for one that is nobody else's."""
    return bank_card(item["bank"], item, document["audience"]) if item.get("bank") in _entries(document) else None


def _entries(document: dict) -> set[str]:
    return {found.bank for found in authoring.bank_items(document["audience"]).values()}


def bank_card(bank: str, item: dict, audience: str) -> dict:
    """Source, scale, net, and the published figures that may stand beside a question of the bank."""
    found = next(one for one in authoring.bank_items(audience).values() if one.bank == bank)
    lang = str(get_locale())

    def labels(values) -> list:
        choices = {one["value"]: one["text"] for one in item.get("choices", [])}
        return [text(choices[value], lang) for value in values if value in choices]

    entry = found.entry
    return {
        "wording": entry["wording"], "source": entry["source"], "comparability": entry["comparability"],
        "scale": labels(entry["scale"]), "net": labels(entry["net"]),
        "benchmarks": stated(service.benchmarks_of(bank, audience, g.partnership)),
    }  # fmt: skip


def bank_groups(document: dict, sought: str) -> list[dict]:
    """The questions of the bank under the titles they usually stand under, those with all of some words only."""
    lang, groups = str(get_locale()), {}
    had = {item.get("bank") for _section, page in authoring.pages(document) for item in page["items"]}
    wanted = sought.casefold().split()
    for key, found in authoring.bank_items(document["audience"]).items():
        title, asked = text(found.section, lang), text(found.item["text"], lang)
        heap = " ".join([asked.value, found.entry["wording"], found.entry["source"]["publication"], title.value])
        if all(word in heap.casefold() for word in wanted):
            group = groups.setdefault(title.value, {"title": title, "items": []})
            group["items"].append({"key": key, "text": asked, "had": found.bank in had,
                                   "source": found.entry["source"]["publication"]})  # fmt: skip
    return list(groups.values())


def found_words(groups: list[dict]) -> str:
    """How many questions of the bank are shown."""
    return ngettext("%(num)d question", "%(num)d questions", sum(len(group["items"]) for group in groups))
