"""A language that nobody speaks: what is not in brackets there was never offered for translation."""

import copy
import re
import shutil
import subprocess
import sys

import html5lib
import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from consult.extensions import db
from consult.models import Area, Partnership, Survey, User, Wave
from consult.questionnaire import shipped_document
from consult.services import demo, permissions
from consult.web import locale
from tests.conftest import PASSWORD, ROOT, _application
from tests.integration.surveys import TODAY, open_survey, post
from tests.integration.test_demo import SMALL

# English as written in Europe: known to the locale library, offered to nobody.
PSEUDO = "en_150"
OPEN, CLOSE = "⟦", "⟧"


def bracketed(words):
    """The words in brackets; a colon that leads on to other words stays outside, as every page's title needs it."""
    plain = words.removesuffix(": ")
    return f"{OPEN}{plain}{CLOSE}{words[len(plain):]}"


def in_every_text(node):
    """A questionnaire whose every text exists in the pseudo-locale too."""
    if isinstance(node, dict):
        if isinstance(node.get("en"), str):
            return {**node, PSEUDO: bracketed(node["en"])}
        return {key: in_every_text(value) for key, value in node.items()}
    return [in_every_text(one) for one in node] if isinstance(node, list) else node


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    """A folder of translations that holds the pseudo-locale alone."""
    folder = tmp_path_factory.mktemp("pseudo")
    template, target = folder / "messages.pot", folder / PSEUDO / "LC_MESSAGES"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", str(ROOT / "babel.cfg")]
    subprocess.run([*command, "-k", "_l", "-k", "lazy_gettext", "-o", str(template), "consult"], cwd=ROOT, check=True)
    pseudo = Catalog(locale="en")
    with template.open("rb") as stream:
        for message in read_po(stream):
            if message.id:
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                pseudo.add(message.id, tuple(map(bracketed, ids)) if len(ids) > 1 else bracketed(ids[0]))
    target.mkdir(parents=True)
    with (target / "messages.mo").open("wb") as stream:
        write_mo(stream, pseudo)
    return folder


@pytest.fixture
def client(tmp_path, sqlite_template, catalogue, monkeypatch):
    """A client of an application that offers the pseudo-locale."""
    monkeypatch.setitem(locale.LANGUAGES, PSEUDO, bracketed("Pseudo"))
    shutil.copy(sqlite_template, tmp_path / "consult.sqlite")
    app = _application(tmp_path, f"sqlite:///{tmp_path / 'consult.sqlite'}",
                       BABEL_TRANSLATION_DIRECTORIES=f"translations;{catalogue}")  # fmt: skip
    with app.app_context():
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


def open_pseudo(name, slug):
    document = in_every_text(copy.deepcopy(shipped_document(name)))
    document["languages"] = {"en": {"state": "master"}, PSEUDO: {"state": "machine"}}
    return open_survey(document, slug=slug, survey_exit_address="https://weather.example")


def data():
    """What is data and not text: names that people gave."""
    names = set()
    for column in (Partnership.name, Partnership.title, Area.name, Survey.title, Wave.title, User.name, User.email):
        names |= set(db.session.scalars(db.select(column)))
    # The names of languages come from the locale library, in the language of the page.
    names |= set(Locale.parse(PSEUDO).languages.values())
    return names | {"Consult", "CSV", "Excel"}


def untranslated(page, known) -> list[str]:
    """The words on a page that stand in no brackets and are no data."""
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    found, depth = [], 0

    def text(words):
        nonlocal depth
        outside = []
        for letter in words or "":
            depth += {OPEN: 1, CLOSE: -1}.get(letter, 0)
            if depth == 0 and letter != CLOSE:
                outside.append(letter)
        # Dates come from the locale library.
        rest = re.sub(r"\d{1,2} \w+ \d{4}", " ", "".join(outside))
        for name in sorted(known, key=len, reverse=True):
            rest = rest.replace(name, " ")
        if re.search(r"[^\W\d_]{2,}", rest):
            found.append(rest.strip())

    def walk(element):
        # Numbers to dial, codes, addresses and what is marked as another language are as they should be.
        skipped = element.tag in ("script", "style", "code", "bdi") or "receipt" in (element.get("class") or "")
        if not skipped and element.get("lang", PSEUDO) == PSEUDO:
            text(element.text)
            for child in element:
                walk(child)
                text(child.tail)
            for attribute in ("aria-label", "alt", "title", "placeholder"):
                text(element.get(attribute))

    if tree.get("lang") == PSEUDO:
        walk(tree.find("body"))
    return found


def look(client, addresses, known):
    wrong = {}
    for address in addresses:
        page = client.get(f"{address}{'&' if '?' in address else '?'}lang={PSEUDO}")
        assert page.status_code in (200, 404), (address, page.status_code, page.location)
        if words := untranslated(page, known):
            wrong[address] = words
    return wrong


def test_respondents_meet_no_untranslated_word(client):
    wave = open_pseudo("residents", "pseudo")
    young = open_pseudo("youth", "pseudo-young")
    permission = permissions.record(young, "school", "School", "Head", TODAY, 30, "tests")
    known = data()
    pages = [page["id"] for section in wave.version.document["sections"] for page in section["pages"]]
    before = ["/s/pseudo", "/s/pseudo/withdraw", "/s/pseudo/resume", "/s/pseudo/invitation", "/s/pseudo/q/nowhere",
              "/s/pseudo-young", "/s/pseudo-young/age", "/s/pseudo-young/not-for-you/under_11",
              "/s/pseudo-young/not-for-you/over_17", "/s/pseudo-young/declined"]  # fmt: skip
    wrong = look(client, before, known)
    # Somebody who feels unsafe and writes something meets every page.
    answers = {"safe_area": "very_unsafe", "anything_else": "x", "ethnic_group": "asian", "condition": "yes"}
    client.get(f"/s/pseudo?lang={PSEUDO}")
    for page in pages:
        shown = client.get(f"/s/pseudo/q/{page}")
        if shown.status_code == 200:
            if words := untranslated(shown, known):
                wrong[page] = words
            refused = post(client, f"/s/pseudo/q/{page}")
            if refused.status_code == 422 and (words := untranslated(refused, known)):
                wrong[f"{page}, refused"] = words
            if page in answers:
                post(client, f"/s/pseudo/q/{page}", **{page: answers[page]})
    wrong |= look(client, ["/s/pseudo/check", "/s/pseudo/later"], known)
    client.get(f"/s/pseudo-young?permission={permission.code}&lang={PSEUDO}")
    post(client, "/s/pseudo-young/age", age="11-15")
    wrong |= look(client, ["/s/pseudo-young/agree", "/s/pseudo-young/age?"], known)
    assert not wrong


def test_officers_meet_no_untranslated_word(client, monkeypatch):
    monkeypatch.setattr(demo, "WAVES", SMALL)
    demo.fill(PASSWORD)
    client.sign_in("officer@trafford.example", PASSWORD)
    wave = "/officer/trafford/waves/trafford-first"
    pages = ["/account/", "/account/second-factor", "/account/second-factor/app", "/account/sessions",
             "/account/password", "/account/verify", "/account/forgotten",
             "/officer/trafford/", "/officer/trafford/findings", "/officer/trafford/publish",
             f"{wave}/", f"{wave}/questionnaire", f"{wave}/import", f"{wave}/weighting", f"{wave}/weighting/propose",
             f"{wave}/weighting/change", f"{wave}/export",
             f"{wave}/channels", f"{wave}/channels/links", f"{wave}/channels/invitations", f"{wave}/channels/languages",
             *(f"/officer/trafford/questionnaires/trafford/translations{page}"
               for page in ("", "/ur", "/ur?show=stale", "/ur/texts/_ends", "/ur/texts/safe_dark", "/ur/files")),
             "/", "/trafford/", "/nowhere"]  # fmt: skip
    wrong = look(client, pages, data())
    assert not wrong, wrong
