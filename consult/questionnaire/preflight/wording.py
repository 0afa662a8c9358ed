"""English questions that ask two things at once, lead to an answer, or are hard to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..structure import Questionnaire
from .common import in_bank_words, plain, questions, sentences, words
from .findings import WHOLE, Context, Hit
from .readability import reading_age

# The highest reading age of a whole questionnaire, in years, by audience.
READING_AGES = {"young": 11, "adults": 13}
# GOV.UK content design: sentences of more than 25 words are hard to follow.
LONGEST_SENTENCE = 25

# What stands on both sides of "and" or "or" and is one thing all the same.
_ONE_THING = re.compile(
    r"(?:police|council)(?: officers?)? (?:and|or) (?:the |your |our )?(?:local )?(?:police|council)\b"
    r"|anti-social behaviour and crime|crime and anti-social behaviour|crime and disorder|law and order"
    r"|friends and family|family and friends|women and girls|health and (?:care|safety)|mixed or multiple"
    r"|own or rent|rent or own|physical or mental|condition or illness|up and down|day and night|day or night"
    r"|more or less|now and then|here and there|better or worse|good or bad|increased or decreased"
    r"|easy or difficult|likely or unlikely|agree or disagree|support or oppose|for or against|whether or not"
    r"|(?:trust|trusted) or (?:distrust|distrusted)|yes or no|once or twice|or not\b"
    r"|or (?:more|over|older|less|fewer)\b"
    r"|or expected to|or would you|and why\b|in and around|in or around|school or college|ill or disabled"
    r"|or (?:another|any|any other|some other|anyone|anybody|someone|somebody|something|anything)\b"
    r"|or (?:stay|stayed|been|remained) (?:about )?the same",
    re.IGNORECASE,
)
_OPPOSITES = re.compile(r"\b(\w+) (?:or|and) (?:un|dis|in|im|ir)(\w+)\b", re.IGNORECASE)
# Names of groups: "Asian or Asian British", "Gypsy or Irish Traveller".
_NAMES = re.compile(r"\b[A-Z][\w-]+,? (?:and|or) [A-Z][\w-]+")
_JOINS = re.compile(r"\b(\S+) (and|or) (\S+)", re.IGNORECASE)

_LEADING = re.compile(
    r"\b(?:(?:don't|do not|wouldn't|would not|shouldn't|isn't|aren't|haven't) (?:you|it|we|they|the)\b"
    r"|(?:isn't|aren't|doesn't|don't|won't) (?:it|they|you)\?"
    r"|surely|obviously|clearly|of course|as you know|as we all know|everyone knows|everybody knows|needless to say"
    r"|most (?:people|residents|young people) (?:think|agree|say|feel|believe)"
    r"|(?:experts|the police|doctors) (?:agree|say) that)",
    re.IGNORECASE,
)
_LOADED = re.compile(
    r"\b(shocking|terrible|terribly|appalling|disgraceful|dreadful|awful|awfully|horrific|outrageous|unacceptable|"
    r"wonderful|fantastic|excellent work|great work|hard-working|brave|thugs?|yobs?|hooligans?|feral|"
    r"out of control|soaring|epidemic|plague of|crime wave|tidal wave|desperately|shamefully|sadly|"
    r"unfortunately|thankfully)\b",
    re.IGNORECASE,
)
# "How much do you agree" has an other side that has to be named.
_ONE_SIDED = re.compile(
    r"\b(?:(?:how (?:much|strongly|far)|to what extent) do you (?:agree|support|approve|trust|like|enjoy|favour)"
    r"|do you (?:agree|support|approve|favour))\b",
    re.IGNORECASE,
)
_OTHER_SIDE = re.compile(
    r"\bdisagree|\boppose|\bdisapprove|\bdistrust|\bdislike|\bagainst\b|\bor not\b|\bif at all\b|, if any\b",
    re.IGNORECASE,
)


def double_barrelled(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions in which "and" or "or" joins two things that one answer cannot tell apart."""
    for item in questions(asked):
        if in_bank_words(item, asked, context):
            continue
        text = words(item.text, asked)
        joined = _joined(text, {word for choice in item.choices for word in plain(words(choice.text, asked)).split()})
        if joined:
            yield Hit(item.name, plain(text), {"words": joined})


def _joined(text: str, answers: set[str]) -> str | None:
    """The first pair that is joined and is neither one thing nor two of the answers; None where there is none."""
    left = _ONE_THING.sub(" ", text)
    left = _OPPOSITES.sub(lambda pair: " " if _are_opposites(pair) else pair[0], left)
    left = _NAMES.sub(" ", left)
    for found in _JOINS.finditer(left):
        if found[2].casefold() == "and" or not _are_answers(left, found, answers):
            return f"{found[1]} {found[2]} {found[3]}".strip("?.,;:")
    return None


def _are_answers(text: str, found: re.Match, answers: set[str]) -> bool:
    """Whether "or" lists what can be chosen: "Do you live in a flat or a house?" with both to choose from."""
    after = plain(text[found.start(3) :]).split()[:3]
    return plain(found[1]) in answers and any(word in answers for word in after)


def _are_opposites(pair: re.Match) -> bool:
    return pair[1].casefold() == pair[2].casefold()


def leading(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions that say which answer is wanted, or name one side only."""
    for item in questions(asked):
        if in_bank_words(item, asked, context):
            continue
        text = words(item.text, asked)
        straight = text.replace("’", "'")
        found = _LEADING.search(straight) or _LOADED.search(straight) or _one_sided(straight)
        if found:
            yield Hit(item.name, plain(text), {"words": found[0].strip()})


def _one_sided(text: str) -> re.Match | None:
    return None if _OTHER_SIDE.search(text) else _ONE_SIDED.search(text)


def hard_to_read(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """The whole of what is read, where its reading age is above the audience's."""
    texts = [asked.intro, asked.thanks]
    texts += [text for item in asked.items.values() for text in (item.text, item.hint, item.why)]
    whole = " ".join(words(text, asked) for text in texts if text)
    age, limit = reading_age(whole), READING_AGES[asked.audience]
    if age is not None and age > limit:
        yield Hit(WHOLE, plain(whole), {"age": round(age), "limit": limit})


def long_sentences(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Sentences too long to be held in mind on a phone."""
    for item in asked.items.values():
        if in_bank_words(item, asked, context):
            continue
        for sentence in (one for text in (item.text, item.hint) for one in sentences(words(text, asked))):
            if len(sentence.split()) > LONGEST_SENTENCE:
                parameters = {"number": len(sentence.split()), "limit": LONGEST_SENTENCE}
                yield Hit(item.name, plain(sentence), parameters)
