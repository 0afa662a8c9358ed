"""The questionnaire of the load runs: twelve pages, a question each, and what a respondent answers to them."""

import random

# As many as a public survey here is offered in, so that each page carries the whole list.
LANGUAGES = ("en", "ur", "ar", "pa", "bn", "fa", "pl", "ro", "so", "zh")
SCALE = ("Very safe", "Fairly safe", "A bit unsafe", "Very unsafe")
SINGLE = ("Rubbish or litter", "Noise", "Vandalism", "Drugs", "Speeding", "Something that is not listed here")
SEVERAL = ("At home", "At school", "On the bus", "In the park", "In town", "At a shop", "In a car park")
KINDS = ("scale",) * 4 + ("single",) * 2 + ("several",) + ("scale",) * 3 + ("single", "text")


def document(questions: int = len(KINDS)) -> dict:
    """The document as officers would load it, with so many of the questions: the first of them, and the last."""
    numbers = [*range(1, questions), len(KINDS)]
    pages = [{"id": f"page_{number}", "items": [_item(number, KINDS[number - 1])]} for number in numbers]
    return {
        "id": "load",
        "version": 1,
        "title": _words("Safety where you live"),
        "audience": "adults",
        "languages": {code: {"state": "master" if code == "en" else "machine"} for code in LANGUAGES},
        "intro": _words("We ask twelve questions about safety in your area. It takes four minutes."),
        "thanks": _words("Thank you. The council and the police will read what everybody says together."),
        "support": ["victim_support", "crimestoppers", "999"],
        "sections": [{"id": "safety", "title": _words("Safety"), "pages": pages}],
    }


def answers(name: str, seed: int) -> dict[str, list[str]]:
    """One respondent's answers as a form sends them; `name` goes into the last, so that each can be found again."""
    chance = random.Random(seed)
    sent = {}
    for number, kind in enumerate(KINDS, 1):
        values = [choice["value"] for choice in _choices(kind)]
        if kind == "text":
            sent[f"item_{number}"] = [name]
        elif kind == "several":
            ordinary = chance.sample(values[:-1], 3)
            sent[f"item_{number}"] = sorted(ordinary, key=values.index)
        else:
            sent[f"item_{number}"] = [chance.choice(values)]
    return sent


def _item(number: int, kind: str) -> dict:
    item = {"name": f"item_{number}", "type": kind, "text": _words(f"Question {number}: how safe is it here?")}
    if kind == "text":
        return item | {"max_length": 500}
    return item | {"required": True, "choices": _choices(kind)}


def _choices(kind: str) -> list[dict]:
    if kind == "text":
        return []
    texts = {"scale": SCALE, "single": SINGLE, "several": SEVERAL}[kind]
    choices = [{"value": f"choice_{number}", "text": _words(text)} for number, text in enumerate(texts, 1)]
    last = {"value": "none", "text": _words("None of these"), "kind": "none"}
    unsure = {"value": "dont_know", "text": _words("Don’t know"), "kind": "dont_know"}
    return [*choices, last if kind == "several" else unsure]


def _words(text: str) -> dict:
    return {code: text if code == "en" else f"{text} ({code})" for code in LANGUAGES}
