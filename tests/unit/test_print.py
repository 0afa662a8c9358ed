"""Printed things: what a reader, a phone and a screen reader get of them."""

import re

import pytest

from consult.services import print as printing
from tests.printed import codes_in, pages_of, text_of

# What would be code, a formula, a label, markup or a comment to the typesetter.
NASTY = '#panic("x") $x^2$ @a <b> *bold* _it_ `raw` = head \\u41 // no /* none */ ~ [b] "q" {1}'
# Plain sentences of each language; the reader in Chrome puts single vowel marks of Arabic letters elsewhere.
SENTENCES = {
    "en": "Tell us how safe you feel in Trafford.",
    "ur": "ہمیں بتائیں کہ آپ خود کو کتنا محفوظ محسوس کرتے ہیں۔",
    "ar": "أخبرونا إلى أي مدى تشعرون بالأمان في الحي.",
    "pa": "ਸਾਨੂੰ ਦੱਸੋ ਕਿ ਤੁਸੀਂ ਕਿੰਨਾ ਸੁਰੱਖਿਅਤ ਮਹਿਸੂਸ ਕਰਦੇ ਹੋ।",
    "bn": "আপনি কতটা নিরাপদ বোধ করেন তা আমাদের বলুন।",
    "fa": "به ما بگویید چقدر احساس امنیت می‌کنید.",
    "pl": "Proszę powiedzieć, czy czują się Państwo bezpiecznie.",
    "ro": "Spuneți-ne cât de în siguranță vă simțiți.",
    "so": "Noo sheeg sida aad ammaan u dareemayso.",
    "zh": "请告诉我们您感觉有多安全。",
}
ADDRESS = "https://survey.example.gov.uk/r/K7M2QX"


def squeezed(words: str) -> str:
    """Without blanks, and without the Persian joiner, which has no width either and may come a letter late."""
    return words.replace(" ", "").replace("\u200c", "")


def poster(lang="en", **changed) -> dict:
    direction = "rtl" if lang in ("ur", "ar", "fa") else "ltr"
    return {
        "lang": lang, "dir": direction, "title": SENTENCES[lang], "heading": SENTENCES[lang],
        "partnership": "Safer Trafford", "colour": "#0b5c66", "intro": SENTENCES[lang], "leads_to": ADDRESS,
        "alt": "A QR code for the survey", "how": "Type:", "address": "survey.example.gov.uk/r/K7M2QX",
        "languages": [{"lang": lang, "dir": direction, "name": "Name"}], **changed,
    }


@pytest.mark.parametrize("lang", SENTENCES)
def test_the_text_of_a_poster_is_read_in_its_order(lang):
    pdf = printing.pdf("poster.typ", poster(lang))
    text = squeezed(text_of(pdf))
    # Twice: as heading and as text.
    assert text.count(squeezed(SENTENCES[lang])) == 2, text
    assert "survey.example.gov.uk/r/K7M2QX" in text and "SaferTrafford" in text
    assert codes_in(pdf) == [ADDRESS] and pages_of(pdf) == 1


def test_words_stay_words():
    text = text_of(printing.pdf("poster.typ", poster(heading=NASTY, intro=NASTY, title=NASTY, partnership=NASTY)))
    assert text.replace(" ", "").count(NASTY.replace(" ", "")) == 3


def test_it_is_tagged_and_says_its_title_language_and_picture():
    pdf = printing.pdf("poster.typ", poster("ur"))
    assert b"/Marked true" in pdf and b"/Lang(ur)" in pdf and b"pdfuaid" in pdf and b"/DisplayDocTitle true" in pdf
    assert b"A QR code for the survey" in pdf and re.search(rb"/S/Figure|/S /Figure", pdf)


def test_only_its_own_fonts_are_in_it():
    everything = [{"lang": lang, "dir": "ltr", "name": words} for lang, words in SENTENCES.items()]
    pdf = printing.pdf("poster.typ", poster(languages=everything))
    fonts = set(re.findall(rb"/BaseFont/[A-Z]{6}\+([A-Za-z-]+)", pdf))
    assert all(name.startswith(b"Noto") for name in fonts), fonts
    assert {b"NotoSansHans-Regular", b"NotoNaskhArabic-Regular", b"NotoSansGurmukhi-Regular"} <= fonts


@pytest.mark.parametrize("lang", ["en", "ur", "zh", "bn"])
def test_the_longest_words_allowed_keep_to_one_page(lang):
    filled = (SENTENCES[lang] + " ") * 40
    # What takes 900 letters takes some 300 Chinese characters.
    intro = filled[: 350 if lang == "zh" else 900]
    address = "a-very-long-name.community-safety.example.gov.uk/r/K7M2QX"
    languages = [{"lang": "en", "dir": "ltr", "name": "A language"}] * 10
    long = poster(lang, heading=filled[:80], intro=intro, address=address, languages=languages)
    pdf = printing.pdf("poster.typ", long)
    assert pages_of(pdf) == 1 and codes_in(pdf) == [ADDRESS]


def letters(number: int, lang: str = "en") -> dict:
    others = [{"lang": lang, "dir": "ltr", "words": words * 2} for lang, words in SENTENCES.items()]
    return {
        **poster(lang), "before": ["Dear resident,", (SENTENCES[lang] + " ") * 16], "your_code": "Code:",
        "after": ["By May."], "others": others,
        "letters": [{"code": f"{n:05}-ABCDE", "leads_to": f"https://survey.example.gov.uk/s/x/i/{n:05}ABCDE"}
                    for n in range(number)],
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "ur", "bn", "zh"])
def test_each_letter_is_a_page_with_its_own_code(lang):
    pdf = printing.pdf("letters.typ", letters(3, lang))
    assert pages_of(pdf) == 3
    for n in range(3):
        assert codes_in(pdf, n) == [f"https://survey.example.gov.uk/s/x/i/{n:05}ABCDE"]
        assert f"{n:05}-ABCDE" in text_of(pdf, n)


def test_several_hundred_letters_are_one_file():
    assert pages_of(printing.pdf("letters.typ", letters(300))) == 300


def test_a_failure_says_why():
    with pytest.raises(printing.CannotPrint, match="brand|colour|color"):
        printing.pdf("poster.typ", poster(colour="no colour"))
