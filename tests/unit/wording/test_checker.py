"""What words say beyond their figures: each rule alone, and numbers in every digit and rounding."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consult.wording import Carried, Flag, check

# 68.4% of 812, between 65.2% and 71.5%; 88% elsewhere: 19.6 points lower, between 16.4 and 22.8.
LOWER = Carried(
    shares=(0.684, 0.316, 0.88), limits=(0.652, 0.715), points=(0.196, 0.164, 0.228), counts=(812, 12875, 640),
    free=frozenset({2026, 2, 12}), names=("In the last 12 months, how safe did you feel?", "16 to 24"), value=0.684,
    lower=0.652, upper=0.715, verdict="lower", area="Trafford",
)  # fmt: skip
ALONE = replace(LOWER, points=(), verdict=None)
OPEN = replace(ALONE, design="open", limits=(), lower=None, upper=None)
YOUNG = replace(ALONE, young=True)
HIDDEN = Carried(names=("Very unsafe",), free=frozenset({5}), area="Trafford", withheld=True)


def codes(text, carried=LOWER, lang="en"):
    return [flag.code for flag in check(text, lang, carried)]


@pytest.mark.parametrize(
    "text",
    [
        "68% of the 812 residents who answered feel safe.",
        "68.4% feel safe, between 65% and 72%.",
        "Between 65 and 72% feel safe.",
        "About 70% of about 800 people feel safe; over 65% do.",
        "Of 12,875 people elsewhere 88% did. That is 20 percentage points lower (−20).",
        "Two in three feel safe, nearly a third do not.",
        "More than half of those asked “In the last 12 months, how safe did you feel?” do, as do those of 16 to 24.",
        "Asked on 2 March 2026, most people feel safe, and significantly fewer than elsewhere.",
        "We cannot tell whether it went up or down, nor which is higher.",
        "68 per cent feel safe.",
    ],
)
def test_what_the_figures_carry_is_not_flagged(text):
    assert check(text, "en", LOWER) == []


@pytest.mark.parametrize(
    ("text", "carried", "code"),
    [
        ("71% feel safe.", ALONE, "number"),
        ("68.6% feel safe.", ALONE, "number"),
        ("555 people feel safe.", ALONE, "number"),
        ("Four in five feel safe.", ALONE, "number"),
        ("A quarter feel safe.", ALONE, "number"),
        ("It is 25 percentage points lower.", LOWER, "number"),
        ("It is 20% lower.", LOWER, "per_cent"),
        ("It is lower by 20 per cent.", LOWER, "per_cent"),
        ("68% more feel safe.", LOWER, "per_cent"),
        ("Most feel safe.", replace(ALONE, lower=0.48), "most"),
        ("The majority feel unsafe.", replace(ALONE, value=0.316, lower=0.28), "most"),
        ("Nearly all feel safe.", ALONE, "almost_all"),
        ("The vast majority feel safe.", ALONE, "almost_all"),
        ("A minority feel safe.", ALONE, "minority"),
        ("Significantly more feel safe.", ALONE, "significant"),
        ("Safety is higher here.", LOWER, "higher"),
        ("More than in Greater Manchester feel safe.", LOWER, "higher"),
        ("Safety is lower than elsewhere.", ALONE, "lower"),
        ("Safety is better here.", ALONE, "better"),
        ("Safety rose.", LOWER, "rose"),
        ("Safety fell.", LOWER, "fell"),
        ("Safety improved.", LOWER, "changed"),
        ("It is the same as elsewhere.", replace(LOWER, verdict="cannot_tell"), "same"),
        ("This is because of the patrols.", ALONE, "cause"),
        ("Patrols led to it.", ALONE, "cause"),
        ("It is due to patrols.", ALONE, "cause"),
        ("68% of people in Trafford feel safe.", OPEN, "population"),
        ("68% of Trafford residents feel safe.", OPEN, "population"),
        ("68% of people in Trafford feel safe.", YOUNG, "population"),
        ("68% of young people in Trafford feel safe.", replace(OPEN, young=True), "population"),
        ("68% feel safe, with a margin of error of 3.", OPEN, "margin"),
        ("68% ± 3% feel safe.", OPEN, "margin"),
        ("68% said so.", replace(ALONE, routed=812), "base"),
        ("Only 3 people said so.", HIDDEN, "withheld"),
        ("2% said so.", HIDDEN, "withheld"),
        ("One in fifty said so.", HIDDEN, "withheld"),
        ("A handful said so.", HIDDEN, "withheld"),
        ("Nobody said so.", HIDDEN, "withheld"),
    ],
)
def test_what_they_do_not_is(text, carried, code):
    assert code in codes(text, carried)


def test_a_test_carries_what_it_says_and_no_more():
    rose = replace(LOWER, verdict="higher", over_time=True)
    assert codes("Safety rose; it improved and is significantly higher.", rose) == []
    assert codes("Safety fell.", rose) == ["fell"]
    assert codes("Safety rose.", replace(rose, over_time=False)) == ["rose"]
    assert codes("Safety rose.", replace(rose, verdict="cannot_tell")) == ["rose"]


def test_those_who_answered_may_be_spoken_of():
    assert codes("68% of the 812 people in Trafford who answered feel safe.", OPEN) == []
    assert codes("68% of young people in Trafford feel safe.", YOUNG) == []
    assert codes("68% of people in Trafford feel safe.", ALONE) == []


def test_a_routed_base_may_be_named_in_any_digits():
    routed = replace(ALONE, routed=812)
    assert codes("68% of the 812 who were asked said so.", routed) == []
    assert codes("۸۱۲ میں سے ۶۸٪", routed, "ur") == []


def test_names_are_quoted_and_not_claimed():
    """The question may speak of most people, of causes and of numbers."""
    named = replace(ALONE, names=("Most people feel safe because of 24-hour patrols",))
    assert check("On “Most people feel safe because of 24-hour patrols” 68% agreed.", "en", named) == []


@pytest.mark.parametrize(
    ("text", "lang", "code"),
    [
        ("68,4% z 812 osób", "pl", None),
        ("z 12 875 osób 88%", "pl", None),
        ("o 20 punktów procentowych mniej", "pl", None),
        ("o 20% mniej", "pl", "per_cent"),
        ("71 procent", "pl", "number"),
        ("Większość czuje się bezpiecznie.", "pl", None),
        ("Prawie wszyscy czują się bezpiecznie.", "pl", "almost_all"),
        ("z powodu patroli", "pl", "cause"),
        ("۶۸٪", "ur", None),
        ("٦٨٪", "ur", None),
        ("68 فیصد", "ur", None),
        ("20 فیصد پوائنٹ", "ur", None),
        ("20 فیصدی پوائنٹ", "ur", None),
        ("۷۱ فیصد", "ur", "number"),
        ("۲۰ فیصد", "ur", "per_cent"),
        ("گشت کی وجہ سے", "ur", "cause"),
    ],
)
def test_numbers_are_read_in_polish_and_urdu(text, lang, code):
    assert codes(text, LOWER, lang) == ([code] if code else [])


shares = st.floats(0.001, 0.999)


@given(shares, st.integers(0, 100))
def test_a_whole_percentage_stands_only_where_the_share_rounds_to_it(share, whole):
    found = check(f"{whole}% said so.", "en", Carried(shares=(share,)))
    assert bool(found) == (abs(whole - 100 * share) > 0.5 + 1e-6)


@given(shares, st.integers(0, 2))
def test_a_share_as_it_is_rounded_is_never_flagged_in_any_digits(share, decimals):
    written = f"{100 * share:.{decimals}f}"
    for text in (f"{written}%", f"{written.replace('.', ',')}%", _in_digits(written, "۰۱۲۳۴۵۶۷۸۹"),
                 _in_digits(written, "٠١٢٣٤٥٦٧٨٩")):  # fmt: skip
        for lang in ("en", "ur", "pl"):
            assert check(text, lang, Carried(shares=(share,))) == []


def _in_digits(written, digits):
    return "".join(digits[int(sign)] if sign.isdigit() else "٫" for sign in written) + "٪"


@given(st.integers(0, 10**6), st.lists(st.integers(5, 10**6), max_size=3))
def test_a_number_of_people_is_a_base_or_a_rounded_one(number, counts):
    assume(number not in counts)
    found = check(f"{number} people said so.", "en", Carried(counts=tuple(counts)))
    near = any(abs(number - count) < count / 10 and number % 10 == 0 for count in counts)
    assert near or found == [Flag("number", str(number))]


@given(st.text(max_size=300), st.sampled_from(["en", "ur", "pl", "so"]))
def test_any_text_is_read_to_its_end(text, lang):
    for carried in (LOWER, OPEN, HIDDEN):
        assert all(flag.code for flag in check(text, lang, carried))


@given(st.integers(0, 99))
def test_any_number_in_words_on_a_withheld_figure_is_flagged(number):
    assume(number not in HIDDEN.free)
    assert "withheld" in codes(f"{number} of them", HIDDEN)
