"""Personal data, words that may hold some, and what a question can do to the person who reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..items import Item
from ..routing import references
from ..structure import Page, Questionnaire
from .common import is_about, is_heavy, is_sensitive, plain, questions, sentences, words
from .findings import WHOLE, Context, Hit

# Of the special categories of the UK GDPR (Article 9), what a survey of children can do without.
ADULTS_ONLY = frozenset({"religion", "condition", "condition_limits", "orientation", "gender_identity"})
CHILD_LINES = frozenset({"childline", "fearless"})

_NOT = re.compile(r"\b(not|n't|never|without|no need|don't|isn't)\b|n't\b", re.IGNORECASE)
_ASKING = (
    r"(?:what(?:'s| is| are| was)|tell us|give(?: us)?|enter|write(?: in| down)?|type(?: in)?|provide|leave|"
    r"share|fill in|may we have|can we have|could we have)\s+(?:\w+\s+){0,3}?"
)
_IDENTITY = re.compile(
    r"\b" + _ASKING + r"(?:(?:full |first |last |sur|family )?names?\b(?! of)|"
    r"(?:home |full |postal |e-?mail )?address(?:es)?\b|"
    r"date of birth|birth ?date|birthday|e-?mails?\b|(?:tele|mobile |home )?phone(?: number)?s?\b|contact details|"
    r"mobile number|nhs number|national insurance number|passport number|bank details|user ?name|social media)"
    r"|\bwhen were you born|\bwho are you\?",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(your|you)\b|\b(full name|date of birth|nhs number|contact details|e-?mail)\b", re.IGNORECASE)
_NEARLY = re.compile(
    r"\b(postcode|post code|house number|street name|name of your (?:street|road|school|college|employer|gp)|"
    r"which (?:school|college|street|road)|what (?:school|college)|where do you work|exact age|"
    r"car registration|registration number)\b",
    re.IGNORECASE,
)
_NAMES_OTHERS = re.compile(
    r"\bwho (?:did|does|do|was|were|is|are|has|have|carries|sells|deals|hurt|else)\b|\bwhose\b|"
    r"\bname (?:the|any|them|those)\b|"
    r"\bwhich (?:officer|teacher|neighbour|person|people|pupil|student|young person|gang|family)\b|\bnames of\b",
    re.IGNORECASE,
)
_KEEP_OUT = re.compile(r"\b(names?|who you are|who (?:it|they) (?:is|was|are|were)|identif\w+|personal|details)\b",
                       re.IGNORECASE)  # fmt: skip
_SPECIAL = re.compile(
    r"\b(religion|religious|sexual(?:ity| orientation)|disabilit\w+|disabled|mental health|immigration|asylum|"
    r"citizenship|pregnan\w+|political|trade union|criminal record|convict\w+)\b",
    re.IGNORECASE,
)


def identity(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions for what says who somebody is. Nothing stored may tie an answer to a person."""
    for item, sentence in _asking(asked):
        found = _IDENTITY.search(sentence)
        if found and _OWN.search(sentence):
            yield Hit(item.name, plain(sentence), {"words": found[0].strip()})


def nearly_identity(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions for what with other answers may say it: a postcode typed as words, the school, an exact age."""
    for item, sentence in _asking(asked):
        found = None if item.type == "postcode" else _NEARLY.search(sentence)
        if found:
            yield Hit(item.name, plain(sentence), {"words": found[0]})
    for item in questions(asked):
        text = words(item.text, asked)
        if item.type in ("number", "text", "month") and re.search(r"\bhow old are you\b|\byour age\b", text, re.I):
            yield Hit(item.name, plain(text), {"words": text})


def _asking(asked: Questionnaire) -> Iterator[tuple[Item, str]]:
    """(item, sentence) of questions and hints that are not about what is not asked."""
    for item in questions(asked):
        for text in (item.text, item.hint):
            for sentence in sentences(words(text, asked).replace("’", "'")):
                if not _NOT.search(sentence):
                    yield item, sentence


def invites_names(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions in people's own words that ask about somebody in particular."""
    for item in _free_texts(asked):
        found = _NAMES_OTHERS.search(words(item.text, asked))
        if found:
            yield Hit(item.name, plain(words(item.text, asked)), {"words": found[0]})


def names_not_kept_out(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions in people's own words that do not say that no name should be written."""
    for item in _free_texts(asked):
        said = [one for text in (item.text, item.hint) for one in sentences(words(text, asked).replace("’", "'"))]
        if not any(_NOT.search(one) and _KEEP_OUT.search(one) for one in said):
            yield Hit(item.name, plain(" ".join(said)))


def no_consent_to_quote(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions in people's own words after which nobody is asked whether the words may be used."""
    names = list(asked.items)
    pages = {item.name: page for page in asked.pages for item in page.items}
    for item in _free_texts(asked):
        later = [asked.items[name] for name in names[names.index(item.name) + 1 :]]
        if not any(one.type == "consent" and _asks_about(one, item, pages[one.name]) for one in later):
            yield Hit(item.name, item.name)


def _asks_about(consent: Item, item: Item, page: Page) -> bool:
    """Whether a consent is asked of those who wrote: of everybody, or by a rule that looks at the item."""
    looked_at = [*references(page.section.when), *references(page.when), *references(consent.when)]
    return not looked_at or item.name in looked_at


def no_support(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions that can hurt and after which no help is offered."""
    for item in questions(asked):
        if is_sensitive(item, asked) and not item.support:
            yield Hit(item.name, plain(words(item.text, asked)))


def support_advised(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions on a heavy subject and after which no help is offered."""
    for item in questions(asked):
        if is_heavy(item, asked) and not item.support:
            yield Hit(item.name, plain(words(item.text, asked)))


def no_help_for_children(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Help after such a question to young people that has no line made for them."""
    for item in questions(asked):
        if asked.audience == "young" and item.support and not CHILD_LINES & set(item.support):
            yield Hit(item.name, " ".join(item.support))


def no_reason_why(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions about who somebody is that do not say why they are asked."""
    for item in questions(asked):
        if is_about(item) and not item.why:
            yield Hit(item.name, plain(words(item.text, asked)))


def about_first(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions about who somebody is that stand before questions on the subject."""
    items = list(questions(asked))
    subject = [place for place, item in enumerate(items) if item.bank and not is_about(item)]
    early = [item.name for item in items[: max(subject, default=0)] if is_about(item)]
    if early:
        yield Hit(WHOLE, " ".join(early), {"items": early})


def not_for_children(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions on religion, health and the like to children below 16."""
    for item in questions(asked):
        if asked.audience != "young" or (item.from_age or 0) >= 16:
            continue
        text = words(item.text, asked)
        found = _SPECIAL.search(text) if asked.master == "en" else None
        if item.bank in ADULTS_ONLY or found:
            yield Hit(item.name, plain(text), {"words": found[0] if found else text})


def _free_texts(asked: Questionnaire) -> list[Item]:
    return [item for item in questions(asked) if item.type == "text"]
