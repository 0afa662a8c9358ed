"""What is found in a text, and what is left once it is taken out."""


import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.redaction import BY_HAND, KINDS, NotInText, looks_for_names, parts, suggestions, take_out, without_marks


def found(text):
    return [(one.kind, text[one.start : one.end]) for one in suggestions(text)]


# 943 476 5919 is the NHS Data Dictionary's own example; 07700 900xxx and 0161 496 0xxx are Ofcom's for drama.
@pytest.mark.parametrize("text, expected", [
    ("ring 07700 900123 now", [("phone", "07700 900123")]), ("0161 496 0123", [("phone", "0161 496 0123")]),
    ("+44 7700 900123", [("phone", "+44 7700 900123")]),
    ("from Poland +48 600 700 800", [("phone", "+48 600 700 800")]),
    ("write to a.b@example.org.", [("email", "a.b@example.org")]), ("I am @sale_lad there", [("handle", "@sale_lad")]),
    ("see https://example.org/x?y now", [("web", "https://example.org/x?y")]),
    ("at M33 7AB", [("postcode", "M33 7AB")]), ("at sk12ab", [("postcode", "sk12ab")]),
    ("at 12a Barton Road", [("address", "12a Barton Road")]), ("flat 3", [("address", "flat 3")]),
    ("14 st. mary's close", [("address", "14 st. mary's close")]),
    ("943 476 5919", [("nhs", "943 476 5919")]), ("943 476 5918", [("number", "943 476 5918")]),
    ("born 03/05/2009", [("date", "03/05/2009")]), ("born 3rd of May 2009", [("date", "3rd of May 2009")]),
    ("I go to Sale High School", [("school", "Sale High School")]),
    ("i go to ashton on mersey school", [("school", "ashton on mersey school")]),
    ("at St Mary's Primary School", [("school", "St Mary's Primary School")]),
    ("car BD51 SMR", [("plate", "BD51 SMR")]), ("my name is tom", [("name", "tom")]),
    ("Mohammed Khan said", [("name", "Mohammed Khan")]), ("ask Mrs Okonkwo", [("name", "Mrs Okonkwo")]),
    ("he is called Bartholomew", [("name", "Bartholomew")]), ("then Will Smith came", [("name", "Will Smith")]),
    ("Agnieszka mówi", [("name", "Agnieszka")]), ("account 12345678", [("number", "12345678")]),
    ("رقم ٠٧٧٠٠٩٠٠١٢٣", [("number", "٠٧٧٠٠٩٠٠١٢٣")])])  # fmt: skip
def test_what_may_identify_is_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize("text", [
    "10 men on the street at night", "Manchester Road is dark", "after school it is busy", "I will walk. May be later",
    "24 7 police", "in 2019 it was better", "Will they come? Mark my words", "the park, the market, A56",
    "no high school", "999 or 101", "3 times a week", "100 people walk the road"])  # fmt: skip
def test_what_identifies_nobody_is_left_alone(text):
    assert found(text) == []


def test_everything_accepted_and_marked_by_hand_is_gone():
    text = "Tom lives at 12 Barton Road, M33 7AB, behind the Bull. THE BULL is loud."
    assert take_out(text, suggestions(text), ["the bull"]) == (
        f"[name] lives at [address], [postcode], behind {BY_HAND}. {BY_HAND} is loud.")  # fmt: skip


def test_words_by_hand_that_overlap_a_suggestion_leave_one_mark():
    text = "ask Tom Smith-Jones here"
    assert take_out(text, suggestions(text), ["Smith-Jones here"]) == "ask [name]"


def test_words_that_are_not_there_are_named():
    with pytest.raises(NotInText) as error:
        take_out("It is dark", [], ["dark", "Bull", "Swan"])
    assert error.value.words == ["Bull", "Swan"]


def test_marks_are_nobodys_words():
    text = "Ring Tom on 07700 900123 at the Bull"
    left = take_out(text, suggestions(text), ["Bull"])
    assert without_marks(left).split() == ["Ring", ".", "on", ".", "at", "the", "."]


def test_signs_by_hand_are_no_pattern():
    assert take_out("a.b a+b (c", [], ["a.b", "(c"]) == f"{BY_HAND} a+b {BY_HAND}"


def test_names_are_not_looked_for_in_other_scripts():
    assert [code for code in ("en", "pl", "so", "ur", "zh_Hans") if looks_for_names(code)] == ["en", "pl", "so"]


ODD = st.text(alphabet=st.sampled_from("aT0 1@.-/+'’\n[]٠ئ中\u202emMrs "), max_size=120)


@settings(max_examples=300, deadline=None)
@given(st.one_of(ODD, st.text(max_size=120)))
def test_any_text_is_whole_again_and_nothing_overlaps(text):
    places = suggestions(text)
    assert "".join(one.words for one in parts(text, places)) == text
    assert all(one.kind in KINDS and one.start < one.end for one in places)
    assert all(one.end <= other.start for one, other in zip(places, places[1:], strict=False))
    assert take_out(text, []) == text
    left = take_out(text, places)
    assert all(text[one.start : one.end] not in left or len(text[one.start : one.end]) < 6 for one in places
               if text.count(text[one.start : one.end]) == 1)  # fmt: skip


@pytest.mark.refusal(
    part="What people wrote",
    comes="a text of 64 KB, with NUL, a right-to-left override, `=cmd()`, a script",
)
@pytest.mark.parametrize("piece", [
    "0", "07700 900123 ", "a ", "Tom Smith ", "@", "1/", "a.a", "Ab'", "the High ", "1 a "])  # fmt: skip
def test_the_longest_text_is_read_in_time(piece):
    text = (piece * 65_536)[:65_536]
    # A pattern that goes back over all it has read would not end before the test is stopped.
    assert all(one.end <= len(text) for one in suggestions(text))
