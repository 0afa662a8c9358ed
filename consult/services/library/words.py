"""What the library says, in the language in force: remarks on two questions, the sentence of a figure, its source."""

from decimal import Decimal

from flask_babel import force_locale, format_decimal, format_percent
from flask_babel import gettext as _

from consult import reference
from consult.models import Benchmark

# How our own people are asked and who they are, as `analysis.comparability` compares them.
ONLINE = "online"
MODES = ("face_to_face", "telephone", ONLINE, "paper", "school", "mixed", "unknown")
OURS = {"adults": "People of 16 and over", "young": "Young people of 11 to 17"}


def apart(words: str) -> str:
    """Words of another language inside a sentence: isolated, so that neither turns the other's direction."""
    return f"\u2068{words}\u2069"


def in_every_language(say) -> dict[str, str]:
    """What `say()` says in each language of documents."""
    found = {}
    for lang in reference.LANGUAGES:
        with force_locale(lang):
            found[lang] = str(say())
    return found


def statements(row: Benchmark) -> dict[str, str]:
    """The figure of a benchmark that somebody added, in a sentence, by language."""
    return in_every_language(lambda: statement(row))


def statement(row: Benchmark) -> str:
    """The figure in a sentence: who, what they answered, to what, where, when, by whom."""
    words = {
        "value": share(row.value),
        "people": apart(row.population),
        "area": apart(row.area),
        "answers": answers(row.net),
        "question": apart(row.wording),
        "source": apart(f"{row.publisher}, {row.title}"),
        "period": apart(row.period),
    }
    told = _("%(value)s answered %(answers)s to “%(question)s” (%(people)s, %(area)s, %(period)s; %(source)s", **words)
    if row.base:
        told = _("%(told)s; base %(base)s", told=told, base=format_decimal(row.base))
    if row.routed_base:
        told = _("%(told)s; asked only of: %(routed)s", told=told, routed=apart(row.routed_base))
    return f"{told})."


def answers(listed) -> str:
    """Answers that count together: “a” or “b”."""
    return _(" or ").join(f"“{apart(one)}”" for one in listed)


def share(value: float) -> str:
    """A published share with the decimals that it was published with, three at most."""
    return format_percent(Decimal(str(round(value, 5))), "#,##0.###%")


def short_share(value: float) -> str:
    """A published share as a table has it: one decimal at most."""
    return format_percent(Decimal(str(round(value, 5))), "#,##0.#%")


def mode_names() -> dict[str, str]:
    """How people were asked, in words."""
    return {
        "face_to_face": _("Face to face, by an interviewer"), "telephone": _("By telephone"),
        ONLINE: _("Online, answered by oneself"), "paper": _("On paper, answered by oneself"),
        "school": _("In school"), "mixed": _("In several ways"), "unknown": _("Not published"),
    }  # fmt: skip


def level_names() -> dict[str, str]:
    """How large an area is, in words."""
    return {
        "borough": _("Borough"), "greater_manchester": _("Greater Manchester"), "region": _("Region"),
        "country": _("Country"), "other": _("Another area"),
    }  # fmt: skip


def remark(code: str, parameters: dict) -> str:
    """A remark of `analysis.comparability`, or of the library itself, in a sentence."""
    return _sentences()[code] % {name: _part(name, value) for name, value in parameters.items()}


def _part(name: str, value) -> str:
    """What fills a place of a sentence: our own terms in the reader's language, published words as they are."""
    if isinstance(value, int):
        return format_decimal(value)
    known = {**_facets(), **_values(), **mode_names(), **_people()}
    return known.get(value) or (value if name == "side" else apart(value))


def _people() -> dict[str, str]:
    return {
        "young people": _("young people"), "adults": _("adults"),
        OURS["adults"]: _("people of 16 and over"), OURS["young"]: _("young people of 11 to 17"),
    }  # fmt: skip


def _facets() -> dict[str, str]:
    """What a question can differ in; the names are those of analysis.comparability.FACETS."""
    return {
        "the time of day": _("the time of day"), "what was carried or bought": _("what was carried or bought"),
        "what was done": _("what was done"), "the feeling": _("the feeling"), "the place": _("the place"),
        "the period looked back on": _("the period looked back on"),
        "here": _("here"), "there": _("there"),
    }  # fmt: skip


def _values() -> dict[str, str]:
    """What each of them can be."""
    return {
        "after dark": _("after dark"), "in the day": _("in the day"), "a knife": _("a knife"),
        "a weapon": _("a weapon"), "a gun": _("a gun"), "bought": _("bought"), "carried": _("carried"),
        "knows someone who carries": _("knows someone who carries"), "worry": _("worry"), "safety": _("safety"),
        "hope": _("hope"), "a town or city centre": _("a town or city centre"),
        "school or the way there": _("school or the way there"), "a park or open space": _("a park or open space"),
        "public transport": _("public transport"), "the home": _("the home"), "the local area": _("the local area"),
        "the borough": _("the borough"), "ever": _("ever"), "the last 12 months": _("the last 12 months"),
        "the last month": _("the last month"),
    }  # fmt: skip


def _sentences() -> dict[str, str]:
    return {
        "other_people": _("Other people were asked: %(here)s here, %(there)s there. The two are never set side by "
                          "side."),
        "other_facet": _("It differs in %(facet)s: %(here)s here, %(there)s there."),
        "facet_one_side": _("It differs in %(facet)s: %(value)s %(side)s, not said or in general on the other side."),
        "neutral_middle": _("The scales differ: %(here)s answers here, %(there)s there, with a neutral middle only "
                            "%(side)s, which draws answers from both sides."),
        "other_length": _("The scales differ: %(here)s answers here, %(there)s there."),
        "other_net": _("Other answers are counted: %(here)s here, %(there)s there."),
        "routed_one_side": _("The bases differ: only %(routed)s were asked %(side)s, everyone on the other side."),
        "other_routed": _("The bases differ: %(here)s here, %(there)s there."),
        "wording_unknown": _("The exact question is not known on both sides."),
        "other_wording": _("The question is worded otherwise: “%(wording)s”"),
        "scale_unknown": _("The scale is not known on both sides."),
        "other_answers": _("The answers are worded otherwise: %(answers)s."),
        "net_unknown": _("Which answers are counted is not known on both sides."),
        "population_unknown": _("It is not known on both sides who was asked."),
        "mode_unknown": _("It is not known on both sides how people were asked."),
        "other_population": _("It differs in who was asked: %(here)s here, %(there)s there."),
        "other_mode": _("It differs in how people were asked: %(here)s here, %(there)s there."),
        "facet_said_once": _("Only one of the two says %(facet)s: %(value)s."),
        "other_period": _("It is from another time: %(period)s."),
        "answer_not_offered": _("No answer of ours is the one that it counts: %(there)s."),
        "not_published": _("Its exact question is not published, and nobody has judged the two by hand."),
    }  # fmt: skip
