"""The next page in the answer to a form, for browsers that run scripts: what a redirect would have led to, and to
nobody else."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from consult.extensions import db
from consult.models import Draft
from consult.services import field
from consult.web.locale import LANGUAGES
from tests.integration.surveys import TODAY, document, open_survey, post, send, stored, yes_no
from tests.integration.test_items import PAGES, controls

ADDRESS = re.compile(r"""<script nonce="([^"]+)">history\.replaceState\(null,'',"([^"]+)"\)</script>""")
OWN = re.compile(r"""(name="csrf_token" type="hidden" value|nonce)="[^"]+\"""")
QUOTING = yes_no("sure", "You said {answer.short|something}. Are you sure?", shuffle=True)
# Every kind of question, one that quotes another, and one that only some are asked.
ASKED = [
    yes_no("safe", "Are you safe?"), *PAGES.values(), QUOTING,
    {"when": {"item": "safe", "in": ["no"]}, **yes_no("why", "Is it dark?")}, yes_no("last", "Is that all?"),
]  # fmt: skip
SAID = {
    "safe": "no", "single": "two", "scale": "pns", "yes_no": "no", "consent": "no", "several": ["park", "home"],
    "grid.litter": "big", "grid.noise": "small", "ranking.1": "drugs", "ranking.2": "noise", "ranking.3": "litter",
    "number": "12", "month.month": "3", "month.year": "2021", "short": "\"Mend\" <the> lamps", "long": "=1+1",
    "ward": "E05015239", "home": "pns", "sure": "yes", "why": "yes", "last": "yes",
}  # fmt: skip


def page_of(text):
    """A page without what is the reader's own and without the line that gives it its address."""
    return OWN.sub("", ADDRESS.sub("", text))


def onward(client, address, **said):
    return post(client, address, **{"next-page": address.partition("?")[0]}, **said)


def answered(page, said):
    """Of all answers those that a page asks for."""
    names = set(re.findall(r'name="([^"]+)"', page))
    return {name: value for name, value in said.items() if name in names}


def taken_along(client, first="/s/tiny/q/safe", said=None):
    """Go from the first question to the check of all answers, and see at each step that the page which comes with the
    answer is the one that its address gives. The names of the pages."""
    here, seen, page = first, [], client.get(first).text
    while not here.endswith("/check"):
        seen.append(here.rsplit("/", 1)[1])
        given = answered(page, said) if said else first_of_each(page)
        answer = onward(client, here, **given)
        assert answer.status_code == 200, (here, given, answer.status_code)
        nonce, there = ADDRESS.search(answer.text).groups()
        assert answer.headers["Content-Location"] == there != here
        assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        page = client.get(there).text
        assert page_of(answer.text) == page_of(page), there
        here = there
    return seen


def first_of_each(page):
    """Something for each control of a page: its first choice, or words."""
    said = {}
    for tag, name in re.findall(r'<(input|textarea|select)[^>]*? name="([^"]+)"', page):
        if name == "csrf_token" or name in said or name.endswith((".other", ".typed", ".postcode")):
            continue
        values = re.findall(rf'name="{re.escape(name)}"[^>]* value="([^"]+)"', page)
        listed = re.search(rf'<select[^>]* name="{re.escape(name)}".*?<option value="([^"]+)"', page, re.DOTALL)
        said[name] = listed[1] if listed else values[0] if values else "20" if tag == "input" else "Mend the lamps"
    return said


@pytest.fixture
def every(app):
    """A survey of every kind of question."""
    open_survey(document(*ASKED))
    return app


def test_each_page_comes_as_its_own_address_gives_it(every):
    client = every.test_client()
    assert taken_along(client, said=SAID) == [page["id"] for page in ASKED]
    assert "You said \u2068&#34;Mend&#34; &lt;the&gt; lamps\u2069." in client.get("/s/tiny/q/sure").text
    send(client)
    (response,) = stored()
    assert response.answers["short"] == SAID["short"] and response.answers["ranking"] == ["drugs", "noise", "litter"]


def test_each_page_that_was_answered_before_comes_with_what_was_answered(every):
    client = every.test_client()
    taken_along(client, said=SAID)
    # From the first question again, with other answers: those of the pages ahead stand there meanwhile.
    other = SAID | {"single": "one", "short": "Other words", "number": "7"}
    assert taken_along(client, said=other) == [page["id"] for page in ASKED]


def test_who_takes_the_pages_at_once_sends_the_same_as_who_is_led_to_them(every):
    led, taken = every.test_client(), every.test_client()
    taken_along(taken, said=SAID)
    for page in ASKED:
        answer = post(led, f"/s/tiny/q/{page['id']}", **answered(led.get(f"/s/tiny/q/{page['id']}").text, SAID))
        assert answer.status_code == 302 and "Content-Location" not in answer.headers
    for client in (led, taken):
        send(client)
    one, other = (response.answers for response in stored())
    assert one == other


def test_what_was_sent_of_one_page_is_nothing_of_the_next(app):
    """Two questions that are asked by the same names, as a hand-made form may have them."""
    open_survey(document(yes_no("safe", "Safe?"), PAGES["short"], yes_no("sure", "Sure?")))
    client = app.test_client()
    answer = onward(client, "/s/tiny/q/safe", safe="yes", short="not yet", sure="yes", csrf_tokens="x")
    assert controls(answer.text) == {"short": [""]}
    answer = onward(client, "/s/tiny/q/short", short="now", sure="yes")
    assert controls(answer.text) == {} and " checked" not in answer.text


@pytest.mark.parametrize("slug", ["trafford", "trafford-youth"])
@pytest.mark.parametrize("easy", ["", "&easy=1"])
def test_the_shipped_surveys_in_every_language(app, slug, easy):
    survey = field.survey(slug)
    field.open_(field.plan_wave(survey, field.NewWave(f"{slug}-1", "Wave", "open", TODAY, TODAY), "tests"), "tests")
    lengths = set()
    for code in LANGUAGES:
        client = app.test_client()
        client.get(f"/s/{slug}?lang={code}{easy}")
        if survey.audience == "young":
            post(client, f"/s/{slug}/age", age="16-17")
            post(client, f"/s/{slug}/agree", answer="yes")
        first = re.search(r'href="(/s/[^"]+/q/[^"]+)"', client.get(f"/s/{slug}").text)[1]
        lengths.add(len(taken_along(client, first)))
    assert len(lengths) == 1 and lengths.pop() > 8


def test_nobody_gets_it_who_does_not_ask(every):
    answer = post(every.test_client(), "/s/tiny/q/safe", safe="no")
    assert answer.status_code == 302 and answer.location == "/s/tiny/q/single" and not answer.data


@pytest.mark.parametrize("query", ["?from=check", "?lang=en", "?choose=E05015239", "?via=somebody"])
def test_an_address_that_asks_for_more_keeps_its_redirect(every, query):
    answer = onward(every.test_client(), f"/s/tiny/q/safe{query}", safe="no")
    assert answer.status_code == 302 and answer.location == "/s/tiny/q/single"


def test_back_from_the_check_page_to_it(app):
    open_survey(document(yes_no("safe", "Safe?"), yes_no("sure", "Sure?")))
    client = app.test_client()
    taken_along(client)
    changed = onward(client, "/s/tiny/q/safe?from=check", safe="no")
    assert changed.status_code == 302 and changed.location == "/s/tiny/check"


@pytest.mark.refusal(
    part="Answering",
    comes="the form of one page at the address of the next, as some browsers send it when that is reloaded",
    gets="the next page as it was; nothing is taken for an answer to it",
)
def test_a_form_that_is_sent_again_at_the_next_page_is_no_answer_to_it(app):
    """As a browser does that keeps the form when the page it led to is reloaded."""
    open_survey(document(yes_no("safe", "Safe?"), PAGES["long"], yes_no("sure", "Sure?")))
    client = app.test_client()
    taken_along(client, said={"safe": "yes", "long": "Mend the lamps", "sure": "yes"})
    token = client.token("/s/tiny/q/safe")
    again = client.post("/s/tiny/q/long", data={"csrf_token": token, "safe": "yes", "next-page": "/s/tiny/q/safe"})
    assert again.status_code == 302 and again.location == "/s/tiny/q/long"
    assert "Mend the lamps" in client.get("/s/tiny/check").text, "not taken for a page left empty"


def test_a_form_that_is_sent_again_at_the_check_page_sends_nothing(app):
    open_survey(document(yes_no("safe", "Safe?")))
    client = app.test_client()
    taken_along(client)
    token = client.token("/s/tiny/check")
    again = client.post("/s/tiny/check", data={"csrf_token": token, "safe": "yes", "next-page": "/s/tiny/q/safe"})
    assert again.status_code == 302 and again.location == "/s/tiny/check" and stored() == []


@pytest.mark.parametrize("slug", ["trafford", "trafford-youth"])
def test_the_thanks_come_with_the_answer_to_sending_and_everything_is_sent_once(app, slug):
    survey = field.survey(slug)
    field.open_(field.plan_wave(survey, field.NewWave(f"{slug}-1", "Wave", "open", TODAY, TODAY), "tests"), "tests")
    client = app.test_client()
    if survey.audience == "young":
        post(client, f"/s/{slug}/age", age="16-17")
        post(client, f"/s/{slug}/agree", answer="yes")
    taken_along(client, re.search(r'href="(/s/[^"]+/q/[^"]+)"', client.get(f"/s/{slug}").text)[1])
    token = client.token(f"/s/{slug}/check")
    for _twice in range(2):
        form = {"csrf_token": token, "next-page": f"/s/{slug}/check"}
        answer = client.post(f"/s/{slug}/check", data=form, follow_redirects=True)
        assert answer.status_code == 200
        assert page_of(answer.text) == page_of(client.get(f"/s/{slug}/thanks").text)
    assert len(stored()) == 1 and re.search(r'class="receipt">([^<]+)<', answer.text)


def test_a_refused_page_keeps_its_address(every):
    client = every.test_client()
    refused = onward(client, "/s/tiny/q/safe")
    assert refused.status_code == 422 and "Choose an answer." in refused.text
    assert not ADDRESS.search(refused.text) and "Content-Location" not in refused.headers


def test_a_change_of_language_is_not_taken_for_an_answer(every):
    client = every.test_client()
    shown = onward(client, "/s/tiny/q/safe", safe="no", **{"switch-language": "1"})
    assert shown.status_code == 200 and not ADDRESS.search(shown.text) and " checked" in shown.text
    assert db.session.scalar(db.select(db.func.count()).select_from(Draft)) == 0


def test_a_change_that_takes_answers_away_says_so_first(app):
    why = {"when": {"item": "safe", "in": ["no"]}, **yes_no("why", "Is it dark?")}
    open_survey(document(yes_no("safe", "Safe?"), why))
    client = app.test_client()
    taken_along(client, said={"safe": "no", "why": "yes"})
    asked = onward(client, "/s/tiny/q/safe", safe="yes")
    assert asked.status_code == 409 and "This change takes other answers away" in asked.text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', asked.text)[1]
    done = client.post("/s/tiny/q/safe", data={"csrf_token": token, "safe": "yes", "confirm-change": "yes",
                                               "next-page": "/s/tiny/q/safe"})  # fmt: skip
    assert done.headers["Content-Location"] == "/s/tiny/check" and "Is it dark?" not in done.text


def test_without_any_answer_there_is_nothing_to_look_over(app):
    open_survey(document(PAGES["long"]))
    client = app.test_client()
    answer = onward(client, "/s/tiny/q/long", long="")
    assert answer.status_code == 302 and answer.location == "/s/tiny/check"


def test_with_a_forged_token_nothing_is_kept_and_nothing_shown(every):
    client = every.test_client()
    client.get("/s/tiny/q/safe")
    forged = client.post("/s/tiny/q/safe", data={"safe": "no", "next-page": "/s/tiny/q/safe", "csrf_token": "x" * 44},
                         headers={"Accept-Encoding": "gzip"})  # fmt: skip
    assert forged.status_code == 422 and "Content-Encoding" not in forged.headers
    assert not ADDRESS.search(forged.text)


def test_it_travels_compressed_as_the_page_itself_does(every):
    client = every.test_client()
    token = client.token("/s/tiny/q/safe")
    plain = FlaskClient(every, every.response_class)
    plain._cookies = client._cookies
    answer = plain.post("/s/tiny/q/safe", data={"csrf_token": token, "safe": "no", "next-page": "/s/tiny/q/safe"},
                        headers={"Accept-Encoding": "gzip"})  # fmt: skip
    assert answer.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer.headers["Vary"]
    assert ADDRESS.search(gzip.decompress(answer.data).decode())[2] == "/s/tiny/q/single"
    assert len(answer.data) < 4096


@pytest.mark.parametrize("name", ["switch", "switch_language", "confirmed", "next_page", "onward", "website", "work"])
def test_a_question_may_have_any_name(app, name):
    """Whatever a page's own controls are called: an answer is an answer."""
    open_survey(document(yes_no(name, "Safe?"), yes_no("last", "Sure?")))
    client = app.test_client()
    assert taken_along(client, f"/s/tiny/q/{name}", {name: "yes", "last": "no"}) == [name, "last"]
    send(client)
    assert stored()[0].answers == {name: "yes", "last": "no"}
