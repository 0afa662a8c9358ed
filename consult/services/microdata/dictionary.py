"""The variables of a file, made from the questionnaire: labels, codes, and which codes mean that there is no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from consult.models import Wave
from consult.questionnaire import Item, Questionnaire, fill
from consult.questionnaire.texts import QUOTE
from consult.services.microdata import names, words
from consult.services.microdata.choosing import EXTERNAL, HOW, Offered, Wanted, items_taken, text_columns
from consult.services.microdata.rules import in_words
from consult.services.microdata.variables import (
    BELOW_NUMBERS,
    CODED,
    MONTH,
    NEXT_OF_KIND,
    NO_ANSWER,
    NOMINAL,
    NOT_ASKED,
    NOT_KNOWN,
    NOT_PLACED,
    NUMBER,
    OF_KIND,
    ORDINAL,
    SCALE,
    TEXT,
    Value,
    Variable,
    Words,
)

# Columns of the response itself that are numbers.
_NUMBERS = ("case_id", "weight", "weight_total", "base_weight", "stratum", "cluster")


def variables(wave: Wave, found: Offered, wanted: Wanted, own: tuple[str, ...]) -> list[Variable]:
    """Every variable of the file in order: `own` columns of the response, then those of the questionnaire's items."""
    made = [*_of_response(wave, found.questionnaire, wanted, own)]
    telling, area = found.chosen(wanted), {"area": wave.survey.partnership.name}
    rules = rules_of(found.questionnaire)
    for item in items_taken(found, wanted):
        for variable in _of_item(item, wanted.texts):
            made.append(replace(
                _filled(variable, area), universe=rules[item.name], item=item.name,
                identifies=item.name in telling and variable.kind != TEXT,
                master=found.questionnaire.master,
            ))  # fmt: skip
    named = names.unique(variable.name for variable in made)
    return [replace(variable, name=named[variable.name]) for variable in made]


def rules_of(questionnaire: Questionnaire) -> dict[str, str | None]:
    """Item -> the rule that decides who is asked, in words of the codebook; None where everybody is."""
    return {
        item.name: in_words(page.section.when, page.when, item.when)
        for page in questionnaire.pages for item in page.items
    }  # fmt: skip


def own_columns(weighted: bool, design: tuple[str, ...], wanted: Wanted) -> tuple[str, ...]:
    """The columns of the response itself, in order. `design`: those of base_weight, stratum, cluster in use."""
    weights = ("weight", "weight_total") if weighted else ()
    how = ("channel", "language") if HOW in wanted.extras else ()
    external = (EXTERNAL,) if EXTERNAL in wanted.extras else ()
    return (*weights, "case_id", *design, "wave", *how, *external, "simulated")


def _of_response(wave: Wave, questionnaire: Questionnaire, wanted: Wanted, own: tuple[str, ...]) -> Iterator[Variable]:
    codes = {
        "channel": [(key, words.spoken(said)) for key, said in words.CHANNELS.items()],
        "language": list(words.language_names(questionnaire.states).items()),
    }
    for column in own:
        label = words.spoken(words.OF_RESPONSE[column])
        if column in codes:
            values = [Value(code, said, key) for code, (key, said) in enumerate(codes[column], start=1)]
            yield Variable(column, column, CODED, label, (*values, missing(NOT_KNOWN)), identifies=column == "language")
        elif column == "simulated":
            yes_no = tuple(Value(code, words.spoken(said)) for code, said in words.YES_NO.items())
            yield Variable(column, column, CODED, label, yes_no)
        else:
            kind = NUMBER if column in _NUMBERS else TEXT
            measure = SCALE if "weight" in column else NOMINAL
            yield Variable(column, column, kind, label, measure=measure, identifies=column == EXTERNAL)


def missing(code: int, base: int = 0) -> Value:
    """One of the codes that mean no answer, with its words."""
    return Value(base + code, words.spoken(words.MISSING[code]), is_missing=True)


def _not_answered(base: int = 0) -> tuple[Value, Value]:
    return missing(NOT_ASKED, base), missing(NO_ANSWER, base)


def choices(item: Item, base: int = 0) -> tuple[Value, ...]:
    """The codes of an item's choices: 1, 2, 3 … in the questionnaire's order; below nought those that tell nothing."""
    made, counted = [], dict.fromkeys(OF_KIND, 0)
    for choice in item.choices:
        if choice.kind in OF_KIND:
            code = base + OF_KIND[choice.kind] + NEXT_OF_KIND * counted[choice.kind]
            counted[choice.kind] += 1
            made.append(Value(code, choice.text, choice.value, is_missing=True))
        else:
            place = sum(1 for value in made if not value.is_missing) + 1
            made.append(Value(place, choice.text, choice.value))
    return tuple(made)


def _of_item(item: Item, texts: bool) -> Iterator[Variable]:
    yield from _MAKERS.get(item.type, _single)(item)
    if texts:
        for column in text_columns(item):
            # "reasons_other" is whether it was chosen.
            wish = column if column == item.name else f"{column} text"
            yield Variable(wish, column, TEXT, item.text, question=item.text)


def _single(item: Item) -> Iterator[Variable]:
    known = (missing(NOT_KNOWN),) if item.type in ("place", "postcode") else ()
    measure = ORDINAL if item.type == "scale" else NOMINAL
    yield Variable(item.name, item.name, CODED, item.text, (*choices(item), *known, *_not_answered()), measure,
                   item.text)  # fmt: skip


def _several(item: Item) -> Iterator[Variable]:
    ticks = tuple(Value(code, words.spoken(said)) for code, said in words.TICK.items())
    alone = tuple(value for value in choices(item) if value.is_missing)
    for choice in item.choices:
        if choice.kind not in OF_KIND:
            yield Variable(
                f"{item.name}={choice.value}", f"{item.name}={choice.value}", CODED, both(choice.text, item.text),
                (*ticks, *alone, *_not_answered()), question=item.text,
            )  # fmt: skip


def _grid(item: Item) -> Iterator[Variable]:
    for row in item.rows:
        column = f"{item.name}.{row.value}"
        yield Variable(column, column, CODED, both(row.text, item.text), (*choices(item), *_not_answered()), ORDINAL,
                       both(item.text, row.text))  # fmt: skip


def _ranking(item: Item) -> Iterator[Variable]:
    places = tuple(Value(place, {"en": str(place)}) for place in range(1, item.places + 1))
    alone = tuple(value for value in choices(item) if value.is_missing)
    for choice in item.ranked:
        column = f"{item.name}={choice.value}"
        values = (*places, missing(NOT_PLACED), *alone, *_not_answered())
        yield Variable(column, column, CODED, both(choice.text, item.text), values, ORDINAL, item.text)


def _number(item: Item) -> Iterator[Variable]:
    base = 0 if item.at_least is not None and item.at_least >= 0 else BELOW_NUMBERS
    label = both(item.text, item.unit) if item.unit else item.text
    yield Variable(item.name, item.name, NUMBER, label, (*choices(item, base), *_not_answered(base)), SCALE, item.text,
                   base=base)  # fmt: skip


def _month(item: Item) -> Iterator[Variable]:
    yield Variable(item.name, item.name, MONTH, item.text, _not_answered(), ORDINAL, item.text)


def _words_alone(_item: Item) -> Iterator[Variable]:
    # Its words are a text: taken, or not, with the others.
    yield from ()


_MAKERS: Mapping[str, Callable[[Item], Iterator[Variable]]] = {
    "several": _several, "grid": _grid, "ranking": _ranking, "number": _number, "month": _month, "text": _words_alone,
}  # fmt: skip


def both(first: Words, second: Words) -> Words:
    """Two texts as one, in each language that has both."""
    return {lang: f"{first[lang]} – {second[lang]}" for lang in first if first[lang] and second.get(lang)}


def _filled(variable: Variable, area: Mapping[str, str]) -> Variable:
    def plain(said: Words) -> Words:
        return {lang: QUOTE.sub(lambda found: found[2], fill(one, area)) for lang, one in said.items() if one}

    return replace(
        variable, words=plain(variable.words), question=variable.question and plain(variable.question),
        values=tuple(replace(value, words=plain(value.words)) for value in variable.values),
    )  # fmt: skip


def merged(variable: Variable, rare: set[str]) -> Variable:
    """The variable with the answers in `rare` (their keys) under one code, the highest of its codes and one."""
    kept = [value for value in variable.values if value.key not in rare or value.is_missing]
    code = max(value.code for value in variable.values) + 1
    return replace(variable, values=(Value(code, words.spoken(words.MERGED)), *kept))

