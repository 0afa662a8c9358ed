"""Answers as a whole: checking the path, going on, pruning and languages."""

import pytest

from consult.questionnaire import (
    AnswerProblem,
    Text,
    clean,
    columns,
    fill,
    first_unanswered,
    path,
    problems,
    prune,
    text,
)


def test_only_the_path_is_checked(load):
    questionnaire = load("shipped:youth")
    found = {problem.item_name for problem in problems(questionnaire, {})}
    assert {"safe_area", "safe_dark", "bought_knife"} <= found
    assert not found & {"reasons_unsafe", "where_bought", "age", "sex", "what_would_help"}


def test_a_routed_question_is_asked_for_once_it_is_on_the_path(load):
    questionnaire = load("shipped:youth")
    before = problems(questionnaire, {"bought_knife": "no"})
    after = problems(questionnaire, {"bought_knife": "yes"})
    assert set(p.item_name for p in after) - set(p.item_name for p in before) == {"where_bought"}


def test_a_problem_names_page_item_and_code(load):
    assert problems(load("item_grid"), {"a": {"litter": "big"}}) == [
        AnswerProblem("a", "a", "required", {"rows": ["noise", "drugs"]})]


@pytest.mark.parametrize(("typed", "code"), [("d" * 201, "too_long"), ("a\x00", "unreadable"), (7, "unreadable")])
def test_words_beside_other_are_checked_too(load, typed, code):
    found = problems(load("item_single"), {"a": "other", "a.other": typed})
    assert [problem.code for problem in found] == [code]


def test_prune_drops_what_the_path_no_longer_meets(load):
    questionnaire = load("shipped:residents")
    answers = {"safe_area": "very_unsafe", "reasons_unsafe": ["asb", "other"], "reasons_unsafe.other": "dogs"}
    assert prune(questionnaire, answers) == answers
    assert prune(questionnaire, answers | {"safe_area": "very_safe"}) == {"safe_area": "very_safe"}


def test_prune_drops_words_beside_an_other_that_was_unticked(load):
    assert prune(load("item_several"), {"a": ["x"], "a.other": "dogs", "zzz": 1, "b": "?"}) == {"a": ["x"]}


def test_going_on_where_one_left(load):
    questionnaire = load("route_section")
    assert first_unanswered(questionnaire, {}) is None
    assert first_unanswered(questionnaire, {}, visited=()).id == "works"
    assert first_unanswered(questionnaire, {"works": "yes"}, visited={"works"}).id == "job"
    assert first_unanswered(questionnaire, {"works": "yes"}, visited={"works", "job"}).id == "last"
    assert first_unanswered(questionnaire, {"works": "yes"}, visited={"works", "job", "last"}) is None


def test_going_on_stops_at_what_is_required(load):
    questionnaire = load("item_text")
    assert first_unanswered(questionnaire, {}).id == "b"
    assert first_unanswered(questionnaire, {"b": "words"}) is None


def test_every_column_of_a_questionnaire_is_named_once(load):
    for name in ("shipped:residents", "shipped:youth", "shipped:ess9"):
        names = columns(load(name))
        assert len(names) == len(set(names))
    assert {"asb.litter", "reasons_unsafe=asb", "safe_dark", "reasons_unsafe.other"} <= set(
        columns(load("shipped:residents")))


def test_a_missing_text_falls_back_and_keeps_its_own_language():
    words = {"en": "Yes", "ur": "ہاں", "pl": " "}
    assert text(words, "ur") == Text("ہاں", "ur")
    assert text(words, "pl") == Text("Yes", "en")
    assert text({"pl": "Tak"}, "ur", master="en") == Text("Tak", "pl")
    with pytest.raises(LookupError):
        text({"en": ""}, "en")


def test_placeholders_are_filled_once_and_are_no_format_strings():
    assert fill("In {area}, {area}", {"area": "Trafford"}) == "In Trafford, Trafford"
    assert fill(Text("In {area}", "ur"), {"area": "Sale"}) == Text("In Sale", "ur")
    hostile = "{0.__class__} {area.__init__} {area!r:>9} {{area}} %s"
    assert fill(hostile, {"area": "{area}"}) == "{0.__class__} {area.__init__} {area!r:>9} {{area}} %s"
    assert fill("{other}", {"area": "x"}) == "{other}"


def test_clean_leaves_every_script_alone():
    for words in ("آپ کا علاقہ", "ਤੁਹਾਡਾ ਇਲਾਕਾ", "আপনার এলাকা", "می‌خواهم", "okolicę", "你的社区", "👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿"):
        assert clean(words) == words


def test_pages_off_the_path_are_still_found_by_their_id(load):
    questionnaire = load("route_section")
    assert questionnaire.page("hours").section.id == "work"
    assert "hours" not in [page.id for page in path(questionnaire, {})]
    with pytest.raises(KeyError):
        questionnaire.page("nowhere")
