"""The questionnaire on paper: the same questions as on a screen, in each language, for a screen reader too."""

import pytest

from consult.questionnaire import Questionnaire, shipped_document
from tests.integration.surveys import document, open_survey, yes_no
from tests.printed import pages_of, text_of

PAPER = "/officer/trafford/waves/{}/channels/paper/{}.pdf"


def squeezed(words):
    """Letters alone: how lines are broken and where vowel marks stand is the reader's business."""
    return "".join(one for one in words if one.isalnum())


def whole(pdf):
    return squeezed("".join(text_of(pdf, page) for page in range(pages_of(pdf))))


@pytest.mark.parametrize("language", ["en", "pl", "ro", "so", "zh", "pa"])
def test_every_question_is_on_it(app, sign_in, language):
    open_survey(shipped_document("residents"))
    answer = sign_in("viewer", "trafford").get(PAPER.format("tiny-1", language))
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    text = whole(answer.data)
    questionnaire = Questionnaire.from_document(shipped_document("residents"))
    missing = [
        item.name for item in questionnaire.items.values()
        if "{" not in item.text[language] and squeezed(item.text[language]) not in text
    ]  # fmt: skip
    assert not missing


@pytest.mark.parametrize("language", ["ur", "ar", "fa"])
def test_right_to_left_it_is_tagged_and_says_its_language(app, sign_in, language):
    open_survey(shipped_document("residents"))
    pdf = sign_in("viewer", "trafford").get(PAPER.format("tiny-1", language)).data
    assert b"/Marked true" in pdf and f"/Lang({language})".encode() in pdf and b"pdfuaid" in pdf
    title = shipped_document("residents")["title"][language]
    assert sum(word in text_of(pdf) for word in title.split()) >= len(title.split()) - 1


def test_rules_are_said_by_the_numbers_of_questions(app, sign_in):
    open_survey(document(
        yes_no("safe", "Safe?"), yes_no("dark", "After dark?"),
        yes_no("why", "Why not?", when={"any": [{"item": "safe", "in": ["no"]}, {"item": "dark", "in": ["no"]}]}),
    ))  # fmt: skip
    text = text_of(sign_in("viewer", "trafford").get(PAPER.format("tiny-1", "en")).data)
    assert "Only if at question 1 you chose “No” or at question 2 you chose “No”:" in text
    assert "1. Safe?" in text and "3. Why not?" in text


def test_a_child_is_not_asked_what_is_for_older_people(app, sign_in):
    open_survey(document(yes_no("safe", "Safe?"), yes_no("older", "For the older?", from_age=16), audience="young"))
    client = sign_in("viewer", "trafford")
    for_16 = text_of(client.get(PAPER.format("tiny-1", "en")).data)
    under_16 = text_of(client.get(PAPER.format("tiny-1", "en") + "?for=under-16").data)
    assert "For the older?" in for_16 and "people of 16 or 17" in for_16
    assert "For the older?" not in under_16 and "people of 11 to 15" in under_16


def test_nothing_is_printed_in_a_language_that_is_not_offered(app, sign_in):
    open_survey(document(yes_no("safe", "Safe?")))
    client = sign_in("viewer", "trafford")
    assert client.get(PAPER.format("tiny-1", "ur")).status_code == 404
    assert client.get(PAPER.format("tiny-1", "en") + "?for=under-16").status_code == 404
