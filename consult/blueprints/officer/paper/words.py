"""What a questionnaire on paper says, in its own language whatever the officer reads."""

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _

from consult.blueprints.officer.channels.words import head
from consult.questionnaire import Text, fill, paper, piped, text
from consult.services import field
from consult.services.support import support_lines
from consult.web import locale
from consult.web.locale import numerals

# A place for words: as many lines as a hand needs for the longest text that a screen takes.
SHORT_TEXT, SHORT_LINES, LONG_LINES = 200, 2, 6
# Choices beyond which a question may be broken over two pages rather than leave half of one empty.
LONG = 14


def sheet(wave, language: str, under_16: bool, easy: bool) -> dict:
    """The data of a printed questionnaire. `under_16`: what is asked below 16; `easy`: in Easy Read."""
    questionnaire = field.asked(wave, under_16=under_16, easy=easy)
    with force_locale(language):
        said = _Said(questionnaire, language)
        return {
            **head(wave, language),
            "easy": easy,
            "version": f"{wave.slug} · {wave.version.number}",
            "how": _how(wave.survey.audience, under_16),
            "sheet": _("Sheet number, written in by us:"),
            "sections": _sections(questionnaire, said),
            "thanks": said(questionnaire.thanks),
            "support_heading": _("If you want to talk to somebody"),
            "support": _support(questionnaire, wave.survey.audience),
        }


def _how(audience: str, under_16: bool) -> list[str]:
    if audience == "adults":
        who = _("This is for people of 16 or over.")
    else:
        who = _("This is for people of 11 to 15.") if under_16 else _("This is for people of 16 or 17.")
    return [numerals(words) for words in (
        who,
        _("You choose whether you take part. You may leave out any question."),
        _("Do not write your name, your address or your date of birth."),
        _("Put a cross in the box beside your answer."),
        _("Nobody can tell from the sheet who you are, so it cannot be found again once you have given it back."),
    )]  # fmt: skip


class _Said:
    """Texts of a questionnaire in one language: each with the language it is really in."""

    def __init__(self, questionnaire, language: str):
        self.questionnaire, self.language = questionnaire, language

    def __call__(self, words) -> dict:
        found = text(words, self.language, self.questionnaire.master)
        filled = fill(piped(found, self.questionnaire, {}, self.language), {"area": g.partnership.name})
        return marked(filled)


def marked(one: Text) -> dict:
    """A text as the template takes it."""
    code = one.lang.replace("_", "-").split("-")[0]
    return {"words": numerals(one.value), "lang": code, "dir": locale.direction(one.lang)}


def _sections(questionnaire, said: _Said) -> list[dict]:
    numbers = {one.item.name: one.number for one in paper.questions(questionnaire)}
    found: dict[str, dict] = {}
    for one in paper.questions(questionnaire):
        section = one.page.section
        part = found.setdefault(section.id, {
            "title": said(section.title), "when": _only_if(section.when, questionnaire, numbers, said.language),
            "questions": [],
        })
        part["questions"].append(_question(one, questionnaire, numbers, said))
    return list(found.values())


def _question(one, questionnaire, numbers: dict, said: _Said) -> dict:
    item = one.item
    rules = [_only_if(rule, questionnaire, numbers, said.language) for rule in (one.page.when, item.when)]
    choices = [{"code": code, "text": said(choice.text), "line": choice.kind == "other"}
               for code, choice in one.codes.items()]  # fmt: skip
    return {
        "number": one.number, "kind": _kind(item), "when": " ".join(filter(None, rules)) or None,
        "text": said(item.text), "hints": _hints(item, said),
        "choices": choices, "rows": [said(row.text) for row in item.rows],
        "lines": SHORT_LINES if (item.max_length or SHORT_TEXT) <= SHORT_TEXT else LONG_LINES,
        "unit": said(item.unit) if getattr(item, "unit", None) else None,
        "long": len(choices) + len(item.rows) > LONG,
    }


def _kind(item) -> str:
    plain = {"text", "number", "month", "grid", "ranking", "info"}
    return item.type if item.type in plain else "choices"


def _hints(item, said: _Said) -> list:
    """What stands under a question: its own hint, why it is asked, and how to answer where the boxes do not say."""
    own = [said(words) for words in (item.hint, item.why) if words]
    return [*own, *_instruction(item)]


def _instruction(item) -> list[str]:
    if item.type == "several" and not item.hint:
        return [_("Put a cross in all the boxes that are true for you.")]
    if item.type == "ranking":
        return [numerals(_("Write 1 in the box of your first choice, 2 in that of your second, up to %(most)s.",
                           most=item.places))]  # fmt: skip
    if item.type == "month":
        return [_("Month / year")]
    if item.type == "grid":
        return [_("One cross in each row.")]
    return []


def _only_if(rule, questionnaire, numbers: dict, language: str) -> str | None:
    if rule is None:
        return None
    return numerals(_("Only if %(rule)s:", rule=_rule(rule, questionnaire, numbers, language)))


def _rule(rule, questionnaire, numbers: dict, language: str) -> str:
    """A routing rule in words that point to the numbers of questions."""
    def inner(part):
        return _rule(part, questionnaire, numbers, language)

    if "all" in rule:
        return _(" and ").join(map(inner, rule["all"]))
    if "any" in rule:
        return _(" or ").join(map(inner, rule["any"]))
    if "not" in rule:
        return _("not (%(rule)s)", rule=inner(rule["not"]))
    item, number = questionnaire.items.get(rule["item"]), numbers.get(rule["item"])
    if number is None:
        # Left out of this sheet: nobody has an answer to it.
        return _("you were told to answer this")
    if "answered" in rule:
        words = _("you answered question %(n)s") if rule["answered"] else _("you left question %(n)s out")
        return words % {"n": number}
    values = rule.get("in", rule.get("not_in"))
    if values is not None:
        choices = _(" or ").join(f"“{item.label(value, language).value}”" for value in values)
        if "in" in rule:
            return _("at question %(n)s you chose %(choices)s", n=number, choices=choices)
        return _("at question %(n)s you did not choose %(choices)s", n=number, choices=choices)
    compared = {
        "at_least": _("your answer to question %(n)s is %(amount)s or more"),
        "at_most": _("your answer to question %(n)s is %(amount)s or less"),
        "equals": _("your answer to question %(n)s is %(amount)s"),
        "more_than": _("your answer to question %(n)s is more than %(amount)s"),
        "less_than": _("your answer to question %(n)s is less than %(amount)s"),
    }
    name = next(key for key in compared if key in rule)
    return compared[name] % {"n": number, "amount": rule[name]}


def _support(questionnaire, audience: str) -> list[dict]:
    keys = [*(key for item in questionnaire.items.values() for key in item.support), *questionnaire.support]
    lines = support_lines(keys, audience, g.partnership.slug)
    return [{"name": str(one["name"]), "purpose": str(one["purpose"]), "number": one["number"]} for one in lines]
