"""Each check of preflight on one tiny questionnaire that has the fault and on one that has not."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult import reference
from consult.questionnaire import Questionnaire, item_bank, shipped_document
from consult.questionnaire.preflight import CHECKS, STRUCTURE, Context, Margin, check, minutes
from consult.questionnaire.preflight.readability import reading_age, syllables

DOCS = Path(__file__).resolve().parents[3] / "docs"
BANK = item_bank()
FIGURES = {one["id"]: one for one in reference.benchmarks()}
BESIDE = Context(bank=BANK, benchmarks=FIGURES)


def choices(*texts, prefer_not=False, **kinds):
    """Choices of these texts; prefer_not adds that one."""
    made = [{"value": re.sub(r"[^a-z0-9]+", "_", one.lower()).strip("_"), "text": {"en": one}} for one in texts]
    made += [{"value": kind, "text": {"en": kind}, "kind": kind} for kind in kinds]
    if prefer_not:
        made.append({"value": "prefer_not", "text": {"en": "Prefer not to say"}, "kind": "prefer_not"})
    return made


def item(text="Do you like parks?", type="single", name="asked", **more):
    own = {} if type in ("text", "info", "number", "month") or "choices" in more else {"choices": choices("Yes", "No")}
    return {"name": name, "type": type, "text": {"en": text}, **own, **more}


def document(*items, audience="adults", languages=None, **more):
    return {
        "id": "tiny", "version": 1, "audience": audience, "title": {"en": "Tiny"},
        "languages": languages or {"en": {"state": "master"}}, "intro": {"en": "A few questions."},
        "thanks": {"en": "Thank you."}, "support": [],
        "sections": [{"id": "s", "title": {"en": "Questions"}, "pages": [
            {"id": one["name"], "items": [one], **({"when": one.pop("page_when")} if "page_when" in one else {})}
            for one in items]}], **more,
    }  # fmt: skip


def found(*items, context=BESIDE, **more):
    """(code, place) of everything found in a questionnaire of these items."""
    return [(one.code, one.place) for one in check(document(*items, **more), context)]


def codes(*items, context=BESIDE, **more):
    return {code for code, _place in found(*items, context=context, **more)}


def test_a_plain_question_passes():
    assert check(document(item()), BESIDE) == []


LOOP = {"item": "second", "in": ["yes"]}
NEVER = {"all": [{"item": "asked", "in": ["yes"]}, {"item": "asked", "in": ["no"]}]}


@pytest.mark.parametrize(("items", "place", "says"), [
    ([item(page_when=LOOP), item(name="second")], "asked", "round in a circle"),
    ([item(), item(name="second", when=NEVER)], "second", "No answers lead to it"),
    ([item(), item(name="second", text="x" * 181)], "second", "too long for a phone"),
    ([item(), item(name="asked")], "asked", "Two items have this name"),
])  # fmt: skip
def test_what_the_reader_refuses_is_an_error_at_its_place(items, place, says):
    errors = check(document(*items))
    assert {(one.code, one.level) for one in errors} == {(STRUCTURE, "error")}
    assert place in {one.place for one in errors if says in one.parameters["message"]}


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="anything that is no questionnaire given to the checker",
    gets="what is wrong with it, and no crash",
)
@given(st.recursive(st.none() | st.booleans() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["sections", "pages", "items", "id", "name", "when"]), inner)))
def test_whatever_is_given_instead_of_a_document_is_an_error_and_no_crash(anything):
    assert {one.code for one in check(anything)} == {STRUCTURE}


# Wording

@pytest.mark.parametrize("text", [
    "Do you walk or cycle to the shops?",
    "How clean and safe is the park?",
    "Are you happy with the lighting and the bins?",
    "Do you trust the police and the fire service?",
])  # fmt: skip
def test_two_questions_in_one(text):
    assert ("double_barrelled", "asked") in found(item(text))


@pytest.mark.parametrize("text", [
    "How safe or unsafe do you feel here?",
    "Are you satisfied or dissatisfied with your street?",
    "Do you agree or disagree that the police and local council listen?",
    "Does your household own or rent your home?",
    "Which of these best describes your Black, African, Black British or Caribbean background?",
    "Have you lived here for 12 months or more?",
    "Do you feel safe in the day or night?",
    "Is this a handy orchard?",
])  # fmt: skip
def test_one_question_that_has_an_and_or_an_or(text):
    assert "double_barrelled" not in codes(item(text))


def test_an_or_between_two_answers_is_one_question_and_between_yes_and_no_it_is_two():
    text = "Do you live in a flat or a house?"
    assert "double_barrelled" not in codes(item(text, choices=choices("A flat", "A house")))
    assert "double_barrelled" in codes(item(text))
    assert "double_barrelled" in codes(item("Are the flat and the house warm?", choices=choices("A flat", "A house")))


def test_the_banks_own_wording_is_not_questioned_and_other_words_are():
    wording = BANK["trusted_adult"]["wording"]
    asked = item(wording, bank="trusted_adult", support=["childline"])
    assert "double_barrelled" not in codes(asked)
    asked["text"]["en"] = wording.replace("talk to", "walk to")
    assert "double_barrelled" in codes(asked)


@pytest.mark.parametrize("text", [
    "Don't you think that the park is dark?",
    "Don’t you think that the park is dark?",
    "Do you agree that the police do well?",
    "How much do you trust the council?",
    "Most people feel safe here. Do you?",
    "Is the shocking rise in theft a worry?",
    "The bus is late, isn't it?",
])  # fmt: skip
def test_questions_that_lead(text):
    assert ("leading", "asked") in found(item(text))


@pytest.mark.parametrize("text", [
    "Do you agree or disagree that the police do well?",
    "How much, if at all, do you trust the council?",
    "How much of a problem is litter?",
    "Is the way to school clear of ice?",
    "Do you think that the park is dark?",
])  # fmt: skip
def test_questions_that_do_not(text):
    assert "leading" not in codes(item(text))


def test_syllables_of_known_words():
    known = {"cat": 1, "safe": 1, "safety": 2, "unsafe": 2, "table": 2, "community": 4, "worried": 2, "the": 1,
             "walked": 1, "wanted": 2, "places": 2, "streets": 1, "you": 1, "neighbourhood": 3}  # fmt: skip
    assert {word: syllables(word) for word in known} == known


def test_the_reading_age_by_hand():
    # 30 words of one syllable in 3 sentences: 0.39 * 10 + 11.8 * 1 - 15.59 = 0.11, and 5 years before grade 1.
    text = "The dog sat on the mat in the sun. " * 2 + "It was hot and the dog was glad to be in. "
    words = len(text.split())
    assert words == 29 and reading_age(text) is None
    text += "So it is. "
    assert reading_age(text) == pytest.approx(0.39 * 32 / 4 + 11.8 - 15.59 + 5)


def test_hard_texts_are_hard_and_the_limit_is_lower_for_children():
    hard = ("The partnership's safeguarding arrangements necessitate proportionate information governance "
            "considerations regarding organisational accountability. ") * 3 + "So."
    middling = "Tell us about safety in your neighbourhood, so that the council can improve it together. " * 9 + "So."
    assert "reading_age" in codes(item(), intro={"en": hard})
    assert 11 < reading_age(middling) < 13
    assert "reading_age" not in codes(item(), intro={"en": middling})
    assert "reading_age" in codes(item(), audience="young", intro={"en": middling})


@given(st.text(max_size=300))
def test_any_text_has_a_reading_age_or_none(text):
    age = reading_age(text)
    assert age is None or age == age


def test_a_sentence_of_more_than_25_words():
    assert "long_sentence" not in codes(item("Is " + "so " * 23 + "dark?"))
    assert "long_sentence" in codes(item("Is " + "so " * 24 + "dark?"))


# Scales

@pytest.mark.parametrize("points", [
    ("Excellent", "Very good", "Good", "Fair", "Poor"),
    ("Very safe", "Fairly safe", "A bit safe", "Unsafe"),
    ("Very worried", "Fairly worried", "A bit worried"),
    ("Strongly agree", "Agree", "Disagree"),
])  # fmt: skip
def test_scales_that_lean(points):
    assert ("unbalanced_scale", "asked") in found(item(type="scale", choices=choices(*points)))


@pytest.mark.parametrize("points", [
    ("Very safe", "Fairly safe", "A bit unsafe", "Very unsafe"),
    ("Strongly agree", "Tend to agree", "Neither agree nor disagree", "Tend to disagree", "Strongly disagree"),
    ("Very worried", "Fairly worried", "Not very worried", "Not at all worried"),
    ("Not at all worried", "Slightly worried", "Quite worried", "Very worried", "Extremely worried"),
    ("Always", "Often", "Sometimes", "Rarely", "Never"),
    ("Red", "Green", "Blue"),
])  # fmt: skip
def test_scales_that_do_not_or_of_which_the_words_say_nothing(points):
    assert "unbalanced_scale" not in codes(item(type="scale", choices=choices(*points)))


def test_a_scale_of_the_bank_is_known_to_be_good():
    context = Context(bank={"own": {"wording": "?", "scale": ["good", "very_good", "bad"]}})
    asked = item(type="scale", bank="own", choices=choices("Good", "Very good", "Bad"))
    assert "unbalanced_scale" not in codes(asked, context=context)
    assert "unbalanced_scale" in codes(asked, context=Context())


# A way out

def test_a_question_that_must_be_answered_has_a_way_out():
    assert ("no_prefer_not", "asked") in found(item(required=True))
    assert "no_prefer_not" not in codes(item(required=False))
    assert "no_prefer_not" not in codes(item(required=True, choices=choices("Yes", "No", prefer_not=True)))
    assert "no_prefer_not" not in codes(item(required=True, type="consent"))


@pytest.mark.parametrize("more", [
    {"text": "Have you been the victim of a crime?", "support": ["victim_support"]},
    {"text": "What is your sex?", "bank": "sex", "why": {"en": "To hear from everyone."}},
])  # fmt: skip
def test_what_can_hurt_and_who_one_is_need_one_or_the_wave_stays_shut(more):
    levels = {one.code: one.level for one in check(document(item(required=True, **more)), BESIDE)}
    assert levels == {"must_tell_private": "error"}
    assert not codes(item(required=True, choices=choices("Yes", "No", prefer_not=True), **more))


def test_lists_longer_than_a_phone():
    assert "many_choices" not in codes(item(choices=choices(*(f"Way {n}" for n in range(15)))))
    assert "many_choices" in codes(item(choices=choices(*(f"Way {n}" for n in range(16)))))
    rows = [{"value": f"r{n}", "text": {"en": f"Row {n}"}} for n in range(11)]
    assert "many_choices" in codes(item(type="grid", rows=rows))
    assert "many_choices" not in codes(item(type="grid", rows=rows[:10]))


def test_a_question_that_fills_half_a_phone_in_any_language():
    assert "long_question" not in codes(item("x " * 50 + "x", hint={"en": "y " * 109 + "y"}))
    assert "long_question" in codes(item("x " * 60 + "x", hint={"en": "y " * 109 + "y"}))


# Personal data, and what is done with words

@pytest.mark.parametrize("text", [
    "What is your name?", "Please enter your full name.", "What's your email address?", "What is your date of birth?",
    "Give us your phone number.", "What is your NHS number?", "When were you born?", "What is your home address?",
])  # fmt: skip
def test_questions_for_who_somebody_is_are_errors(text):
    wrong = check(document(item(text, type="text", hint={"en": "Do not name anyone else."})), BESIDE)
    assert ("identity", "error") in {(one.code, one.level) for one in wrong}


@pytest.mark.parametrize("text", [
    "What would you name as your main concern?", "We do not ask for your name. How are you?",
    "What is the best address for an event?", "What is the name of your estate?",
    "Do you know the name of the ward?", "How many phones are in your home?",
])  # fmt: skip
def test_questions_that_only_sound_so(text):
    assert "identity" not in codes(item(text))


@pytest.mark.parametrize(("text", "type"), [
    ("What is your postcode?", "text"), ("Which school do you go to?", "single"), ("How old are you?", "number"),
])  # fmt: skip
def test_what_nearly_says_it_is_a_warning(text, type):
    assert ("personal_data", "asked") in found(item(text, type=type))


def test_an_age_band_and_a_hint_that_nothing_is_asked_are_no_warning():
    assert "personal_data" not in codes(item("How old are you?", choices=choices("16 to 24", "25 or over")))
    assert "personal_data" not in codes(item(hint={"en": "We do not ask which school you go to."}))


def test_own_words_need_a_word_on_names_and_a_consent():
    bare = item("What would help?", type="text")
    assert {"names_not_kept_out", "no_consent_to_quote"} <= codes(bare)
    said = item("What would help?", type="text", hint={"en": "Please do not name anyone."})
    consent = item("May we use it?", type="consent", name="quote", page_when={"item": "asked", "answered": True})
    assert not codes(said, consent)


def test_a_consent_about_other_words_or_before_them_is_none():
    first = item("What would help?", type="text", name="first", hint={"en": "Do not write names."})
    second = item("What else?", type="text", name="second", hint={"en": "Do not write names."})
    consent = item("May we?", type="consent", name="quote", page_when={"item": "first", "answered": True})
    assert found(first, second, consent) == [("no_consent_to_quote", "second")]
    assert found(item("May we?", type="consent", name="quote"), first) == [("no_consent_to_quote", "first")]


def test_words_that_invite_names():
    kept_out = {"en": "Do not write names."}
    assert "invites_names" in codes(item("Who did it?", type="text", hint=kept_out))
    assert "invites_names" in codes(item("Which officer came?", type="text", hint=kept_out))
    assert "invites_names" not in codes(item("What happened?", type="text", hint=kept_out))
    assert "invites_names" not in codes(item("Who do you talk to?", choices=choices("A friend", "A teacher")))


@pytest.mark.parametrize("more", [{"bank": "know_carries"}, {"text": "Have you been attacked?"}])
def test_what_can_hurt_offers_help(more):
    wrong = {(one.code, one.level) for one in check(document(item(**more)), BESIDE)}
    assert ("no_support", "error") in wrong
    assert "no_support" not in codes(item(support=["999"], **more))


def test_a_heavy_subject_is_a_warning_and_ones_own_knife_an_error():
    opinion, own = item("Has knife crime gone up?"), item("Have you ever carried a knife?")
    assert codes(opinion) == {"support_advised"} and "no_support" in codes(own)
    assert not codes(item("Has knife crime gone up?", support=["999"]))
    assert not codes(item("Is there a park where you live?"))


def test_help_for_children_has_a_line_of_theirs():
    assert "no_help_for_children" in codes(item(support=["999"]), audience="young")
    assert "no_help_for_children" not in codes(item(support=["999", "fearless"]), audience="young")
    assert "no_help_for_children" not in codes(item(support=["999"]))


def test_children_below_16_are_not_asked_what_the_law_protects_most():
    why = {"why": {"en": "To hear from everyone."}}
    assert "not_for_children" in codes(item("What is your religion?", bank="religion", **why), audience="young")
    assert "not_for_children" in codes(item("Do you have a disability?"), audience="young")
    assert "not_for_children" not in codes(item("Do you have a disability?", from_age=16), audience="young")
    assert "not_for_children" not in codes(item("What is your religion?", bank="religion", **why))


def test_questions_about_people_say_why_and_come_last():
    sex = item("What is your sex?", name="sex", bank="sex")
    subject = item(BANK["safe_area"]["wording"], name="safe_area", bank="safe_area")
    assert ("no_reason_why", "sex") in found(subject, sex)
    sex["why"] = {"en": "To hear from everyone."}
    assert found(subject, sex) == []
    assert found(sex, subject) == [("about_first", "")]


# Languages

TWO = {"en": {"state": "master"}, "pl": {"state": "machine"}}


def translated(text="Do you like parks?", into="Czy lubi Pan parki?"):
    both = {"title": "Mały", "intro": "Kilka pytań.", "thanks": "Dziękujemy."}
    made = document(item(text), languages=TWO, **{key: {"en": value, "pl": value} for key, value in both.items()})
    section = made["sections"][0]
    section["title"]["pl"] = "Pytania"
    asked = section["pages"][0]["items"][0]
    asked["text"]["pl"] = into
    asked["choices"] = [{"value": "yes", "text": {"en": "Yes", "pl": "Tak"}},
                        {"value": "no", "text": {"en": "No", "pl": "Nie"}}]  # fmt: skip
    return made


def test_a_translation_nobody_signed_one_that_lacks_texts_and_one_that_is_a_copy():
    unread = {one.code: one.parameters for one in check(translated(), Context())}
    assert unread == {"unread_translation": {"languages": ["pl"]}}
    assert check(translated(), Context(settled=frozenset({"pl"}))) == []
    lacking = translated()
    del lacking["sections"][0]["title"]["pl"]
    assert [(one.code, one.parameters["number"]) for one in check(lacking)] == [("language_incomplete", 1)]
    copied = [one for one in check(translated(into="Do you like parks?")) if one.code == "untranslated"]
    assert copied[0].parameters == {"language": "pl", "number": 1, "places": ["asked"]}


def test_the_english_checks_are_left_out_of_another_master_and_that_is_said():
    made = document(item("What is your name and address?"))
    text = str(made).replace("'en'", "'pl'")
    wrong = [one.code for one in check(eval(text), BESIDE)]
    assert wrong == ["not_english"]


# How long it takes

def test_the_minutes_by_hand():
    # 238 words a minute, 5 seconds to choose, 1 to turn the page: the intro and the thanks are 5 words, the question
    # 4, the answers 2.
    asked = Questionnaire.from_document(document(item()))
    assert minutes(asked) == pytest.approx((11 / 238 * 60 + 5 + 1) / 60)
    young = Questionnaire.from_document(document(item(), audience="young"))
    assert minutes(young) == pytest.approx((11 / 146 * 60 + 5 + 1) / 60)


def test_what_was_read_before_is_not_read_again_and_what_is_off_the_way_takes_no_time():
    again = Questionnaire.from_document(document(item(), item("And do you?", name="second")))
    # Three more words, no second "Yes" and "No".
    assert minutes(again) == pytest.approx((14 / 238 * 60 + 2 * 6) / 60)
    nobody = {"all": [{"item": "asked", "in": ["yes"]}]}
    routed = Questionnaire.from_document(document(item(), item("And do you?", name="second", when=nobody)))
    assert minutes(routed) in (pytest.approx((11 / 238 * 60 + 6) / 60), pytest.approx((14 / 238 * 60 + 12) / 60))


def test_more_than_ten_minutes_and_more_than_was_said():
    many = [item(f"Is number {n} good for you?", name=f"i{n}") for n in range(90)]
    assert "too_long" in codes(*many)
    assert "too_long" not in codes(*many[:40])
    promised = {"intro": {"en": "It takes about 2 minutes."}}
    assert "longer_than_said" in codes(*many[:40], **promised)
    assert "longer_than_said" not in codes(*many[:8], **promised)
    assert "longer_than_said" not in codes(*many[:40], intro={"en": "It takes 5 to 6 minutes."})


# Published figures

def test_a_knife_is_not_a_weapon_and_buying_is_not_carrying():
    knife, weapon = "ons_carried_knife_10_15_2023_24", "yef_carried_weapon_2024"
    more = {"support": ["999"]}

    def wrong(text, benchmark):
        return "benchmark_definition" in codes(item(text, benchmark=benchmark, **more))

    assert wrong("Have you carried a knife?", weapon) and not wrong("Have you carried a knife?", knife)
    assert wrong("Have you carried a weapon?", knife) and not wrong("Have you carried a weapon?", weapon)
    # Who names both asks about weapons.
    assert wrong("Have you carried a knife or another weapon?", knife)
    assert wrong("Have you bought a knife?", knife)
    assert not wrong("Have you ever bought a knife?", "trafford_bought_knife_2024")


def test_a_figure_that_is_unknown_or_known_not_to_compare():
    assert ("benchmark_unknown", "asked") in found(item(benchmark="no_such_figure"))
    assert "benchmark_unknown" not in codes(item(benchmark="no_such_figure"), context=Context())
    dark = item(BANK["safe_dark"]["wording"], name="safe_dark", benchmark="gmca_feel_safe_2019_20")
    assert ("benchmark_refused", "safe_dark") in found(dark, id="residents")
    assert "benchmark_refused" not in codes(item(name="safe_area", benchmark="gmca_feel_safe_2019_20"), id="residents")


def test_the_banks_words_and_answers_are_kept_where_a_figure_stands_beside():
    entry = BANK["safe_dark"]
    good = choices("Very safe", "Fairly safe", "Bit unsafe", "Very unsafe")
    more = {"name": "dark", "bank": "safe_dark", "benchmark": "csew_safe_dark", "type": "scale"}
    assert not codes(item(entry["wording"], choices=good, **more))
    assert codes(item("How safe do you feel here after dark?", choices=good, **more)) == {"bank_reworded"}
    assert codes(item(entry["wording"], choices=good[:1] + good[3:], **more)) == {"bank_rescaled"}
    more["benchmark"] = None
    assert not codes(item("How safe do you feel here after dark?", choices=good, **more))


# Weighting

MARGIN = Context(margins=(Margin("sex_age", {"sex": frozenset({"female", "male"}), "age": frozenset({"16-24"})}),))


def test_what_the_population_is_counted_by_is_asked_in_its_categories():
    both = choices("Female", "Male")
    age = item("How old?", name="age", choices=[{"value": "16-24", "text": {"en": "16 to 24"}}])
    assert found(item("Sex?", name="sex", choices=both), age, context=MARGIN) == []
    assert found(age, context=MARGIN) == [("margin_not_asked", "")]
    assert found(item("Sex?", name="sex", choices=both[:1]), age, context=MARGIN) == [("margin_categories", "sex")]


def test_what_a_wave_leaves_out_is_not_asked():
    left = Context(margins=MARGIN.margins, left_out=frozenset({"sex"}))
    age = item("How old?", name="age", choices=[{"value": "16-24", "text": {"en": "16 to 24"}}])
    both = item("Sex?", name="sex", choices=choices("Female", "Male"))
    assert found(both, age, context=left) == [("margin_not_asked", "")]


# The whole

@pytest.mark.parametrize(("name", "expected"), [
    # The grid of anti-social behaviour has to be answered and offers "Don't know" alone; the first page says 4 minutes.
    ("residents", {"unread_translation", "no_prefer_not", "longer_than_said"}),
    ("youth", {"unread_translation"}),
])  # fmt: skip
@pytest.mark.parametrize("slug", ["trafford", "stockport", "manchester"])
def test_the_shipped_questionnaires_have_no_errors_and_only_warnings_that_are_right(name, expected, slug):
    audience = "young" if name == "youth" else "adults"
    place = next(one for one in reference.partnerships() if one["slug"] == slug)
    areas = {kind: [{"value": one["code"], "text": one["name"]} for one in place[kind]]
             for kind in ("wards", "neighbourhoods")}  # fmt: skip
    margins = tuple(
        Margin(one["id"], {dimension: frozenset(row["categories"][at] for row in one["targets"])
                           for at, dimension in enumerate(one["dimensions"])})
        for one in reference.margins(slug, audience)
    )  # fmt: skip
    context = Context(bank=BANK, benchmarks=FIGURES, margins=margins)
    assert {(one.code, one.level) for one in check(shipped_document(name), context, areas)} == {
        (code, "warning") for code in expected}


def test_every_check_has_its_row_in_the_docs():
    rows = re.findall(r"^\| `(\w+)` \| (error|warning) \|", (DOCS / "preflight.md").read_text(encoding="utf-8"), re.M)
    assert sorted(rows) == sorted([(STRUCTURE, "error"), *((one.code, one.level) for one in CHECKS)])


def test_another_text_is_another_evidence_and_the_same_text_the_same():
    def evidence(text):
        return [one.evidence for one in check(document(item(text)), BESIDE)]

    assert evidence("Do you walk or cycle?") == evidence("Do you walk or cycle?")
    assert evidence("Do you walk or cycle?") != evidence("Do you walk or drive?")
