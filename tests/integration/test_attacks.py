"""What an attacker would send, and what must not come of it."""

import io
import json

import pytest
from flask_babel import lazy_gettext
from markupsafe import escape

from tests.integration.test_respond import open_tiny

SCRIPT = "<script>alert(1)</script>"
IMPORT = "/officer/trafford/waves/tiny-1/import"


def bring_in(client, mapping: bytes, name="answers.csv", content=b"nr,x\n1,2\n"):
    data = {
        "csrf_token": client.token("/account/"),
        "file": (io.BytesIO(content), name),
        "mapping": (io.BytesIO(mapping), "mapping.json"),
    }
    return client.post(IMPORT, data=data, content_type="multipart/form-data")


def test_a_lazy_text_is_escaped_with_what_was_put_into_it(app):
    with app.test_request_context():
        assert "<script>" not in str(escape(lazy_gettext("Row %(row)s", row=SCRIPT)))


@pytest.mark.refusal(
    part="Files of answers",
    comes="a mapping with a script in it, or nested without end",
    gets="shown as words; refused in words",
)
@pytest.mark.parametrize(
    "mapping",
    [
        {"id": "nr", "items": {SCRIPT: {"column": "x"}}},
        {"id": SCRIPT, "items": {"safe": {"column": SCRIPT}}},
        {"id": "nr", "items": {"safe": {"column": "x", "codes": {"2": SCRIPT}}}},
        {"id": "nr", SCRIPT: 1, "items": {"safe": {"column": "x", "codes": {SCRIPT: "yes"}}}},
    ],
)
def test_no_script_of_a_mapping_reaches_the_page(app, sign_in, mapping):
    open_tiny()
    page = bring_in(sign_in("officer", "trafford"), json.dumps(mapping).encode())
    assert page.status_code == 422 and SCRIPT not in page.text


def test_no_script_of_a_file_reaches_the_page(app, sign_in):
    open_tiny()
    mapping = json.dumps({"id": "nr", "items": {"safe": {"column": "x", "codes": {"1": "yes"}}}}).encode()
    page = bring_in(sign_in("officer", "trafford"), mapping, f"{SCRIPT}.csv", f"nr,x\n{SCRIPT},{SCRIPT}\n".encode())
    assert page.status_code == 422 and SCRIPT not in page.text


@pytest.mark.refusal(part="Files of answers", comes="a mapping with a script in it, or nested without end")
def test_a_mapping_nested_without_end_is_refused_in_words(app, sign_in):
    open_tiny()
    page = bring_in(sign_in("officer", "trafford"), b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
    assert page.status_code == 422 and "not a JSON object" in page.text


@pytest.mark.parametrize("ending", ["", ".csv", ".json"])
def test_a_number_larger_than_any_is_not_found(client, ending):
    assert client.get(f"/trafford/what-our-communities-tell-us/edition-{10**30}{ending}").status_code == 404


@pytest.mark.parametrize("body", [{"safe": ["yes", "no"]}, {"safe": "\x00"}, {"safe": "x" * 300_000}, {"safe": ""}, {}])
@pytest.mark.parametrize("kind", [None, "application/json", "text/plain"])
def test_no_body_of_any_kind_breaks_a_question(client, body, kind):
    open_tiny()
    sent = {"data": body} if kind is None else {"data": json.dumps(body), "content_type": kind}
    assert client.post("/s/tiny/q/safe", **sent).status_code in (413, 422)
