"""Words that claim something, by language, and when the figures carry the claim.

English is covered in full; of Polish and Urdu the commonest words are. Nothing here reads grammar: what is found is
shown to whoever wrote it, and they judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from consult.wording.carried import Carried

HIGHER, LOWER, CANNOT_TELL = "higher", "lower", "cannot_tell"
ALMOST_ALL = 0.9


def _above_half(one: Carried) -> bool:
    return one.value is not None and one.value > 0.5 and (one.lower is None or one.lower > 0.5)


def _below_half(one: Carried) -> bool:
    return one.value is not None and one.value < 0.5 and (one.upper is None or one.upper < 0.5)


def _almost_all(one: Carried) -> bool:
    return one.value is not None and one.value >= ALMOST_ALL


def _differs(one: Carried) -> bool:
    return one.verdict in (HIGHER, LOWER)


def _is_higher(one: Carried) -> bool:
    return one.verdict == HIGHER


def _is_lower(one: Carried) -> bool:
    return one.verdict == LOWER


def _changed(one: Carried) -> bool:
    return one.over_time and _differs(one)


def _went_up(one: Carried) -> bool:
    return one.over_time and one.verdict == HIGHER


def _went_down(one: Carried) -> bool:
    return one.over_time and one.verdict == LOWER


def _never(one: Carried) -> bool:
    return False


def _not_open(one: Carried) -> bool:
    return one.design != "open"


# What an honest sentence says where nothing can be told is no claim: taken out before claims are looked for.
DISCLAIMERS = re.compile(
    r"(?:we )?(?:can ?not|can’t|can't) (?:tell|say) (?:whether|which|if)[^.:;]*|no difference is worked out[^.]*|"
    r"nie (?:można|możemy|da się) (?:powiedzieć|stwierdzić|ocenić)[^.:;]*|نہیں کہا جا سکتا[^.:;۔]*",
    re.IGNORECASE,
)  # fmt: skip

# code -> (when the figures carry it, {language: pattern}).
CLAIMS: dict[str, tuple[Callable[[Carried], bool], dict[str, str]]] = {
    "most": (_above_half, {
        "en": r"(?<!at )(?<!the )\bmost\b(?! (?:likely|common|often|important|frequent))|(?<!vast )\bmajority\b|"
              r"\b(?:more than|over) half\b",
        "pl": r"\bwiększość\b|\bponad połow\w+",
        "ur": r"اکثریت|نصف سے زیادہ|آدھے سے زیادہ|زیادہ تر",
    }),
    "almost_all": (_almost_all, {
        "en": r"\b(?:nearly|almost|virtually|practically) (?:all|every\w*)\b|\bvast majority\b|\boverwhelming\w*",
        "pl": r"\b(?:niemal|prawie) wszys\w+|\bzdecydowana większość\b|\bprzytłaczając\w+",
        "ur": r"تقریباً (?:تمام|سبھی|سب)",
    }),
    "minority": (_below_half, {
        "en": r"\bminority\b|\b(?:less|fewer) than half\b|\bunder half\b",
        "pl": r"\bmniejszość\b|\bmniej niż połow\w+",
        "ur": r"اقلیت|نصف سے کم|آدھے سے کم",
    }),
    "significant": (_differs, {
        "en": r"\bsignificant(?:ly)?\b",
        "pl": r"\bistotn\w+|\bznacząc\w+",
        "ur": r"نمایاں|معنی خیز",
    }),
    "higher": (_is_higher, {
        "en": r"\bhigher\b|\b(?:more|greater) than\b(?! (?:half|a |one |two |three |\d))|\babove\b|\bexceed\w*",
        "pl": r"\bwyższ\w+|\bwięcej niż\b(?! (?:połow|jed|dw|trz|\d))|\bpowyżej\b",
        "ur": r"سے بلند|سے اونچ",
    }),
    "lower": (_is_lower, {
        "en": r"\blower\b|\b(?:less|fewer) than\b(?! (?:half|a |one |two |three |\d))|\bbelow\b",
        "pl": r"\bniższ\w+|\bmniej niż\b(?! (?:połow|jed|dw|trz|\d))|\bponiżej\b",
        "ur": r"سے کمتر|سے نیچے",
    }),
    "better": (_differs, {"en": r"\bbetter\b|\bworse\b|\bsafer\b|\boutperform\w*", "pl": r"\blepsz\w+|\bgorsz\w+",
                          "ur": r"بہتر|بدتر"}),
    "rose": (_went_up, {
        "en": r"\b(?:rose|risen|rises?|rising|grew|grown|growing|climb\w*|increas\w*)\b|\bup (?:from|by)\b",
        "pl": r"\bwzr(?:ósł|osł\w+|asta\w*|ost\w*)|\bzwiększ\w+",
        "ur": r"بڑھ گ|اضافہ",
    }),
    "fell": (_went_down, {
        "en": r"\b(?:fell|fallen|decreas\w*|declin\w*|drop(?:s|ped|ping)?|reduc\w*)\b|\bdown (?:from|by)\b",
        "pl": r"\bspad(?:ł\w*|ek|a\w*)\b|\bzmala\w+|\bzmniejsz\w+",
        "ur": r"گھٹ گ|کمی آئی|کمی ہوئی",
    }),
    "changed": (_changed, {
        "en": r"\bimprov\w*|\bworsen\w*|\bdeteriorat\w*|\bhas changed\b|\btrend\b",
        "pl": r"\bpopraw(?:ił|a|iło|iła)\w*|\bpogorsz\w+",
        "ur": r"بہتری آئی|خراب ہو گ",
    }),
    "same": (_never, {
        "en": r"\bthe same as\b|\bno different\b|\bno difference\b|\bunchanged\b|\bno change\b|\bin line with\b",
        "pl": r"\btak(?:i|a|ie) sam\w* jak\b|\bbez zmian\b|\bnie ma różnicy\b",
        "ur": r"کوئی فرق نہیں|کوئی تبدیلی نہیں",
    }),
    "cause": (_never, {
        "en": r"\bbecause\b|\b(?:due|owing|thanks) to\b|(?<!answers )\bled to\b|\bcaus(?:e|es|ed)\b|"
              r"\bas a result\b|\bresult(?:s|ed) in\b|\bdriven by\b",
        "pl": r"\bponieważ\b|\bz powodu\b|\bdlatego\b|\bwskutek\b|\bspowodowa\w+|\bdzięki\b",
        "ur": r"کیونکہ|کی وجہ سے|کے باعث|کی بدولت",
    }),
    "margin": (_not_open, {
        "en": r"\bmargin of error\b|\bplus or minus\b|±|\+/-|\bconfidence interval\b|\bstatistically\b",
        "pl": r"±|\bmargines\w* błędu\b|\bprzedzia\w+ ufności\b|\bstatystycznie\b",
        "ur": r"±|غلطی کا مارجن|اعتماد کا وقفہ",
    }),
}  # fmt: skip


def claims(text: str, lang: str, one: Carried) -> Iterable[tuple[str, str]]:
    """(code, words) of each claim in a text that the figures do not carry."""
    text = DISCLAIMERS.sub(" ", text)
    for code, (carries, patterns) in CLAIMS.items():
        if not carries(one) and lang in patterns and (found := re.search(patterns[lang], text, re.IGNORECASE)):
            yield code, found[0].strip()
    yield from _population(text, lang, one)


def _population(text: str, lang: str, one: Carried) -> Iterable[tuple[str, str]]:
    """Everybody of the area, said of those who chose to answer or of the young alone."""
    if lang != "en" or not one.area or (one.design != "open" and not one.young):
        return
    area = re.escape(one.area)
    whom = r"(?:people|residents|everyone|everybody|adults|the public|communit\w+|locals)"
    pattern = rf"(?P<young>young )?\b(?:{whom}(?: who live| living)? (?:in|of|across) {area}|{area}(?:'s|’s)? {whom})\b"
    for sentence in re.split(r"(?<=[.!?])\s", text):
        found = re.search(pattern, sentence, re.IGNORECASE)
        if found is None:
            continue
        of_answered = re.search(r"\bwho (?:answered|responded|replied|took part|chose)\b|\brespondents?\b", sentence,
                                re.IGNORECASE)  # fmt: skip
        if (one.young and not found["young"]) or (one.design == "open" and not of_answered):
            yield "population", found[0].strip()
