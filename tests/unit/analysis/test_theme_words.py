"""What texts suggest, from small sets of texts whose themes are plain to see."""

import random

from analysis.theme_words import can_suggest, suggest_themes

TEXTS = [
    "The street lights are broken on our road.", "Broken street light outside, very dark.",
    "Street lights out again, dark alley", "Please mend the street lights",
    "More police patrols at night", "We never see police patrols", "Police patrols only come in summer",
    "Nothing to add", "All fine here",
]  # fmt: skip


def test_what_many_say_together_is_one_theme():
    found = suggest_themes(TEXTS, fewest=3)
    assert [(one.phrases[0], one.texts) for one in found] == [("street lights", 4), ("police patrols", 3)]


def test_one_and_several_are_one_word():
    (found,) = suggest_themes(["a loud dog", "loud dogs", "loud dogs bark"], fewest=3)
    assert found.phrases == ("loud dogs",)


def test_a_phrase_of_few_is_not_shown():
    found = suggest_themes([*TEXTS, "Zebediah Fortescue", "Zebediah Fortescue again"], fewest=3)
    assert not any("zebediah" in phrase for one in found for phrase in one.phrases)


def test_the_order_of_texts_changes_nothing():
    expected = suggest_themes(TEXTS, fewest=2)
    for seed in range(5):
        mixed = list(TEXTS)
        random.Random(seed).shuffle(mixed)
        assert suggest_themes(mixed, fewest=2) == expected


def test_other_languages_by_their_blanks_or_not_at_all():
    urdu = ["گلی کی بتیاں خراب ہیں", "بتیاں خراب ہیں۔ اندھیرا", "بتیاں خراب"]
    assert suggest_themes(urdu, "ur", fewest=3)[0].phrases[0] == "بتیاں خراب"
    assert suggest_themes(["路灯坏了"] * 9, "zh", fewest=3) == [] and not can_suggest("zh-Hans")


def test_nothing_from_nothing():
    for texts in ([], [""], ["..."] * 9, ["the and of"] * 9, ["12345 6789"] * 9):
        assert suggest_themes(texts, fewest=1) == []


def test_a_long_and_odd_text_is_taken():
    texts = ["=cmd() \u202e \x00 " + "light " * 20_000] * 3
    assert suggest_themes(texts, fewest=3)[0].texts == 3
