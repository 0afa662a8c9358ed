"""A test client that looks at every page it fetches, whatever the test asked for."""

import re

import html5lib
from flask import has_app_context
from flask.testing import FlaskClient

from consult.extensions import db

RTL = {"ur", "ar", "fa"}


class CheckedClient(FlaskClient):
    """Every HTML page must be valid, have one heading that its title begins with, and ask nothing of other sites."""

    def open(self, *args, **kwargs):
        # In a context of its own, as a server would: a test's own context would carry one request into the next.
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if has_app_context() and db.session.registry.has():
            db.session.rollback()
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            check_page(response)
        return response

    def sign_in(self, email, password):
        """Sign in through the page."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/account/sign-in").text)[1]
        answer = self.post("/account/sign-in", data={"email": email, "password": password, "csrf_token": token})
        assert answer.status_code == 302, answer.text

    def token(self, address):
        """A fresh token from the form on a page."""
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(address).text)[1]


def check_page(response) -> None:
    """Assert what every page promises."""
    page = response.text
    where = f"{response.request.path} ({response.status_code})"
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(page)
    headings = tree.findall(".//h1")
    assert len(headings) == 1, f"{where}: {len(headings)} h1"
    title = _words(tree.find(".//title"))
    heading = _words(headings[0])
    bare = title.split(": ", 1)[1] if "govuk-error-summary" in page and ": " in title else title
    assert heading and (title.startswith(heading) or bare.startswith(heading)), f"{where}: {title!r} / {heading!r}"
    root = tree if tree.tag == "html" else tree.find(".//html")
    assert (root.get("dir") == "rtl") == (root.get("lang") in RTL), f"{where}: {root.get('lang')} {root.get('dir')}"
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"{where}: twice: {[one for one in ids if ids.count(one) > 1]}"
    _check_sources(tree, response, where)
    _check_labels(tree, set(ids), where)


def _all(tree, *tags):
    return [element for element in tree.iter() if element.tag in tags]


def _words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def _check_sources(tree, response, where) -> None:
    nonce = re.search(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])[1]
    for element in _all(tree, "script", "style"):
        assert element.get("nonce") == nonce, f"{where}: <{element.tag}> without this page's nonce"
    for element in _all(tree, "script", "img", "link", "iframe"):
        source = element.get("src") or element.get("href") or ""
        assert not re.match(r"(https?:)?//", source), f"{where}: asks {source}"
    for element in tree.iter():
        handlers = [name for name in element.attrib if str(name).startswith("on") or name == "style"]
        assert not handlers, f"{where}: <{element.tag}> {handlers} is against the policy"


def _check_labels(tree, ids, where) -> None:
    labelled = {label.get("for") for label in _all(tree, "label")}
    assert labelled <= ids, f"{where}: labels of nothing: {labelled - ids}"
    for control in _all(tree, "input", "select", "textarea"):
        if control.get("type") not in ("hidden", "submit"):
            named = control.get("aria-label") or (control.get("aria-labelledby") in ids)
            assert control.get("id") in labelled or named, f"{where}: no label: {control.attrib}"
