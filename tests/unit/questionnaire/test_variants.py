"""The same questionnaire for somebody: in Easy Read, for children, without what a wave leaves out."""

import copy

import pytest

from consult.questionnaire import Questionnaire, QuestionnaireError, Text, path, piped, problems, prune, text

from .conftest import read_document


def words(questionnaire, name, lang="en"):
    item = questionnaire.item(name)
    return text(item.text, lang).value, item.hint and text(item.hint, lang).value


class TestEasyRead:
    def test_easy_words_and_hints_take_the_place_of_the_plain_ones(self, load):
        easy = load("easy").easy()
        assert words(easy, "a") == ("Do you feel safe?", "Near your home.")
        assert words(easy, "a", "pl") == ("Czy czuje się Pan/Pani bezpiecznie?", "Blisko domu.")
        assert easy.intro["en"] == "Hello."

    def test_a_hint_goes_where_the_easy_text_has_none(self, load):
        assert words(load("easy").easy(), "b") == ("Do you want to say more?", None)

    def test_an_item_without_easy_words_keeps_its_own(self, load):
        assert words(load("easy").easy(), "c") == ("Is there anything else?", "Anything at all.")

    def test_a_language_without_easy_words_keeps_the_plain_ones_and_is_offered(self, load):
        questionnaire = load("easy")
        assert questionnaire.languages == ("en", "pl") and not questionnaire.withheld
        assert words(questionnaire.easy(), "b", "pl")[0] == "Czy chce Pan/Pani coś dodać?"
        assert questionnaire.easy().intro["pl"] == "Zanim zaczniesz, kilka słów."

    def test_the_plain_one_is_not_touched_and_the_easy_one_is_made_once(self, load):
        questionnaire = load("easy")
        easy = questionnaire.easy()
        assert words(questionnaire, "a")[0] == "How safe do you feel in your local area?"
        assert questionnaire.easy() is easy and easy.easy() == easy
        assert path(easy, {})[0].items[0].text == easy.item("a").text

    def test_whether_there_is_any(self, load):
        assert load("easy").has_easy
        plain = load("item_single")
        assert not plain.has_easy and plain.easy() is plain
        assert load("easy").item("a").icon == "home"

    def test_easy_words_that_quote_other_answers_are_not_used_in_that_language(self):
        document = copy.deepcopy(read_document("piping"))
        document["sections"][1]["pages"][0]["items"][0]["easy"] = {
            "text": {"en": "You said {answer.reason|nothing}.", "pl": "Dlaczego?"}}
        questionnaire = Questionnaire.from_document(document)
        assert questionnaire.languages == ("en", "pl")
        assert words(questionnaire.easy(), "quote", "pl")[0] == "Odpowiedź: {answer.reason|jeszcze nic}. Dlaczego?"
        assert words(questionnaire.easy(), "quote")[0] == "You said {answer.reason|nothing}."

    @pytest.mark.parametrize(("changes", "said"), [
        ({"easy": {"hint": {"en": "H", "pl": "H"}}}, "\"easy\" holds no text"),
        ({"easy": "Short"}, "\"easy\" holds no text"),
        ({"easy": {"text": {"pl": "Krótko"}}}, "missing in en"),
        ({"easy": {"text": {"en": "x" * 181}}}, "too long for a phone"),
        ({"easy": {"text": {"en": "In {town}"}}}, "which nothing fills"),
        ({"easy": {"text": {"en": "{answer.zzz|x}"}}}, "which does not exist"),
        ({"easy": {"text": {"en": "A"}, "why": {"en": "B"}}}, "\"why\" is not known"),
        ({"icon": "Home"}, "not the name of a sign"), ({"icon": "../x"}, "not the name of a sign"),
        ({"icon": 3}, "not the name of a sign"), ({"from_age": "16"}, "not an age"), ({"from_age": True}, "not an age"),
    ])
    def test_slips(self, refused, changes, said):
        refused("easy", changes, said)


class TestChildren:
    def test_what_is_from_16_is_not_asked_below(self, load):
        questionnaire = load("ages")
        assert [page.id for page in path(questionnaire.for_age(False), {})] == [
            "safe", "gender", "both", "if_not_same", "skipped"]
        child = questionnaire.for_age(True)
        assert [(page.id, [item.name for item in page.items]) for page in path(child, {})] == [
            ("safe", ["safe"]), ("both", ["school"]), ("if_not_same", ["if_not_same"]), ("skipped", ["skipped"])]
        assert set(child.items) == {"safe", "school", "if_same", "if_not_same", "skipped"}

    def test_rules_see_it_as_unanswered_even_where_an_answer_was_left(self, load):
        child = load("ages").for_age(True)
        left = {"safe": "yes", "gender": "same", "work": "yes"}
        assert "if_same" not in [page.id for page in path(child, left)]
        assert "skipped" in [page.id for page in path(child, left)]
        assert prune(child, left) == {"safe": "yes"}
        assert problems(child, {"safe": "yes"}) == []

    def test_a_text_that_quotes_it_says_its_fallback(self, load):
        child = load("ages").for_age(True)
        words = text(child.item("if_not_same").text, "en")
        assert piped(words, child, {"gender": "different"}, "en") == Text("You said nothing. Why?", "en")

    def test_it_is_made_once(self, load):
        questionnaire = load("ages")
        assert questionnaire.for_age(True) is questionnaire.for_age(True)
        assert questionnaire.for_age(False) is questionnaire

    @pytest.mark.refusal(
        part="Questionnaires",
        comes="gender identity or orientation asked of children",
        gets='"A child below 16 is not asked this"',
    )
    @pytest.mark.parametrize("bank", ["gender_identity", "orientation"])
    @pytest.mark.parametrize("age", [None, 13, 15])
    def test_gender_identity_and_orientation_are_refused_below_16(self, refused, bank, age):
        refused("ages", {"bank": bank, "from_age": age}, "A child below 16 is not asked this", page=1)

    @pytest.mark.refusal(part="Questionnaires", comes="gender identity or orientation asked of children")
    def test_the_name_alone_is_enough_to_be_refused(self, refused):
        refused("ages", {"name": "gender_identity", "bank": None, "from_age": None},
                "A child below 16 is not asked this", page=1)

    def test_adults_may_be_asked(self):
        document = copy.deepcopy(read_document("ages"))
        document["audience"] = "adults"
        del document["sections"][0]["pages"][1]["items"][0]["from_age"]
        Questionnaire.from_document(document)


class TestLeftOut:
    def test_an_optional_item_goes_with_its_page(self, load):
        questionnaire = load("easy").without(["b"])
        assert list(questionnaire.items) == ["a", "c"]
        assert [page.id for page in questionnaire.pages] == ["a", "c"]
        assert load("easy").without([]) == load("easy")

    def test_one_of_two_on_a_page(self, load):
        questionnaire = load("ages").without(["school"])
        assert [item.name for item in questionnaire.page("both").items] == ["work"]

    @pytest.mark.parametrize(("names", "place", "said"), [
        (["safe"], "item \"safe\"", "An answer to it is required, so it cannot be left out"),
        (["gender"], "item \"gender\"", "The page \"if_same\" looks at its answer"),
        (["gender", "if_same"], "item \"gender\"", "The page \"if_not_same\" looks at its answer"),
        (["nobody"], "item \"nobody\"", "There is no such item"),
    ])
    def test_what_is_needed_is_refused_in_words(self, load, names, place, said):
        with pytest.raises(QuestionnaireError) as refusal:
            load("ages").without(names)
        assert (place, said) in [(problem.place, problem.message.rstrip(".")) for problem in refusal.value.problems]

    def test_a_text_that_quotes_it_is_named_too(self, load):
        with pytest.raises(QuestionnaireError) as refusal:
            load("piping").without(["reason"])
        assert [problem.message for problem in refusal.value.problems] == [
            "The section \"t\" looks at its answer.", "The item \"quote\" looks at its answer."]

    def test_it_may_go_together_with_all_that_looks_at_it(self, load):
        questionnaire = load("ages").without(["gender", "if_same", "if_not_same"])
        assert list(questionnaire.items) == ["safe", "work", "school", "skipped"]

    def test_something_is_left_to_ask(self, load):
        with pytest.raises(QuestionnaireError, match="No question would be left"):
            load("item_info").without(["b", "d"])

    def test_the_variants_go_together(self, load):
        questionnaire = load("ages").without(["skipped"]).for_age(True).easy().as_of("2026-11")
        assert list(questionnaire.items) == ["safe", "school", "if_same", "if_not_same"]


def test_the_reviewer_of_a_translation(load):
    questionnaire = load("piping")
    assert (questionnaire.reviewer("pl"), questionnaire.reviewer("en"), questionnaire.reviewer("zz")) == (
        "A. Nowak", None, None)
    assert questionnaire.language_state("pl") == "reviewed"
