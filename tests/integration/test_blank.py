"""Question pages that are made once for everybody: what is each reader's own stays each reader's own."""

import re

import pytest

from consult.extensions import db
from consult.models import Partnership
from tests.integration.surveys import document, open_survey, post, yes_no

OWN = re.compile(r'(csrf_token" type="hidden" value|nonce)="[^"]+"')


def choices(*values):
    return [{"value": value, "text": {"en": value.title()}} for value in values]


@pytest.fixture
def survey(app):
    """Two plain questions, one that quotes the first, one in an order of the reader's own, and such rows."""
    quoting = yes_no("sure", "You said {answer.safe|something}. Are you sure?")
    shuffled = {"name": "order", "type": "single", "shuffle": True, "text": {"en": "Which?"},
                "choices": choices(*"abcdefgh")}  # fmt: skip
    rows = {"name": "rows", "type": "grid", "shuffle_rows": True, "text": {"en": "Each?"},
            "choices": choices("yes", "no"), "rows": choices(*"abcdefgh")}  # fmt: skip
    open_survey(document(
        yes_no("safe", "Are you safe in {area}?"), yes_no("often", "Often?"), quoting,
        {"id": "order", "items": [shuffled]}, {"id": "rows", "items": [rows]},
    ))  # fmt: skip
    return app


def page(client, name):
    return client.get(f"/s/tiny/q/{name}").text


def test_a_blank_page_differs_between_readers_in_its_token_and_nonce_alone(survey):
    readers = [survey.test_client() for _ in range(3)]
    pages = [page(reader, "often") for reader in readers]
    assert len(set(pages)) == 3
    assert len({OWN.sub("", one) for one in pages}) == 1
    assert len({tuple(OWN.findall(one)) for one in pages}) == 1


def test_each_reader_can_answer_on_the_page_they_got_and_no_other_device(survey):
    first, second = survey.test_client(), survey.test_client()
    tokens = [reader.token("/s/tiny/q/often") for reader in (first, second)]
    assert second.post("/s/tiny/q/often", data={"csrf_token": tokens[1], "often": "yes"}).status_code == 302
    stale = first.post("/s/tiny/q/often", data={"csrf_token": tokens[1], "often": "no"})
    assert stale.status_code == 422 and "open for a long time" in stale.text
    assert re.search(r'value="no"[^>]* checked', stale.text), "what was chosen stands"
    assert first.post("/s/tiny/q/often", data={"csrf_token": tokens[0], "often": "no"}).status_code == 302


def test_an_answered_page_is_shown_to_its_reader_alone(survey):
    first, second = survey.test_client(), survey.test_client()
    post(first, "/s/tiny/q/safe", safe="no")
    assert re.search(r'value="no"[^>]* checked', page(first, "safe"))
    for reader in (second, survey.test_client()):
        assert " checked" not in page(reader, "safe")
    assert re.search(r'value="no"[^>]* checked', page(first, "safe"))


def test_a_quoted_answer_is_shown_to_its_reader_alone(survey):
    readers = {answer: survey.test_client() for answer in ("yes", "no")}
    for answer, reader in readers.items():
        post(reader, "/s/tiny/q/safe", safe=answer)
    for _again in range(2):
        assert "Yes" in re.search(r"You said ([^.]+)\.", page(readers["yes"], "sure"))[1]
        assert "No" in re.search(r"You said ([^.]+)\.", page(readers["no"], "sure"))[1]
        assert "You said something." in page(survey.test_client(), "sure")


@pytest.mark.parametrize("name", ["order", "rows"])
def test_an_order_of_ones_own_stays_ones_own(survey, name):
    def order(reader):
        return tuple(dict.fromkeys(re.findall(r'<(?:label|legend)[^>]*>\s*([A-H])\s*<', page(reader, name))))

    readers = [survey.test_client() for _ in range(6)]
    orders = [order(reader) for reader in readers]
    assert all(sorted(one) == list("ABCDEFGH") for one in orders)
    assert len(set(orders)) > 1, "six readers with the same of 40,320 orders"
    assert [order(reader) for reader in readers] == orders


def test_easy_read_has_its_own(survey):
    plain, easy = survey.test_client(), survey.test_client()
    easy.get("/s/tiny?easy=1")
    for _again in range(2):
        assert "respond--easy" not in page(plain, "often")
        assert "respond--easy" in page(easy, "often")


def test_a_change_of_the_survey_is_seen_at_once_where_it_was_made(survey):
    reader = survey.test_client()
    assert "--brand:#123456" not in page(reader, "often")
    db.session.scalar(db.select(Partnership).where(Partnership.slug == "trafford")).colour = "#123456"
    db.session.commit()
    assert "--brand:#123456" in page(reader, "often")
