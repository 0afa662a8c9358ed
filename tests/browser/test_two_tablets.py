"""Two tablets that come back from the field at once, while a crowd answers on its phones: nothing is lost."""

import json
import secrets
import time

import psycopg
import pytest

from tests import commands
from tests.browser.tablet import COUNT, CROWD, Tablet, survey
from tests.load import servers
from tests.load.tablets import phones

# On each tablet: this many, of whom some are asked through its screens and the others are laid there as it seals them.
PEOPLE, ASKED = 500, 40
PHONES, AT_ONCE = 160, 32
# Seconds: after which something has got stuck, and within which 95 of 100 pages have to be there.
PATIENCE, PAGE = 240, 1.0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The product as in production, on a PostgreSQL that writes to the disk, with a second small survey open."""
    folder = tmp_path_factory.mktemp("two")
    with servers.database() as (_pid, address), servers.product(address, folder / "log", folder) as server:
        (folder / "survey.json").write_text(json.dumps(survey()))
        server.password = secrets.token_hex(16)
        server.flask(
            *commands.open_survey(folder / "survey.json", "tiny", "Tiny", "tiny"),
            ["accounts", "add", "outreach@trafford.example", "--name", "Outreach", "--partnership", "trafford",
             "--role", "outreach", "--password", server.password],
        )  # fmt: skip
        yield server


@pytest.fixture
def tablets(server, whole_browser, playwright, tmp_path):
    """Two tablets, handed over without a network."""
    made = []
    for name in ("north", "south"):
        (tmp_path / name).mkdir()
        tablet = Tablet(playwright, whole_browser, tmp_path / name, f"http://127.0.0.1:{server.port}")
        made.append(tablet)
        tablet.pair(server.password, surveys=2)
        tablet.session()
        tablet.page.evaluate("window.told = () => {}")
        tablet.context.set_offline(True)
    yield made
    for tablet in made:
        tablet.context.close()


def wait_for(tablets, number):
    """Until each tablet holds so many."""
    latest = time.monotonic() + PATIENCE
    while [tablet.page.evaluate(COUNT) for tablet in tablets] != [number] * len(tablets):
        held = [tablet.page.evaluate(COUNT) for tablet in tablets]
        assert time.monotonic() < latest, f"stuck at {held}"
        tablets[0].page.wait_for_timeout(100)


def test_two_tablets_of_five_hundred_send_while_32_phones_answer(server, tablets):
    for tablet in tablets:
        tablet.lay(PEOPLE - ASKED)
        tablet.page.evaluate(f"people => {{ ({CROWD})(people); }}", ASKED)
    wait_for(tablets, PEOPLE)
    for tablet in tablets:
        tablet.take_back()
    crowd = phones(server, PHONES, AT_ONCE)
    tablets[0].page.wait_for_timeout(1500)
    began = time.monotonic()
    for tablet in tablets:
        tablet.context.set_offline(False)
        tablet.page.evaluate("document.querySelector('[data-part=send]').click()")
    wait_for(tablets, 0)
    took = time.monotonic() - began
    tale = json.loads(crowd.communicate(timeout=PATIENCE)[0])
    pages = sorted(tale["pages"])
    p95 = pages[int(0.95 * len(pages))]
    print(f"1,000 sent in {took:.1f} s beside {AT_ONCE} phones; a phone's page, 95% within {1000 * p95:.0f} ms")
    assert tale["errors"] == [] and len(tale["acknowledged"]) == PHONES
    assert p95 < PAGE
    with psycopg.connect(server.database) as connection:
        stored = connection.execute(
            "SELECT COUNT(*), COUNT(DISTINCT receipt_digest) FROM response WHERE session_id IS NOT NULL"
        ).fetchone()
        states = connection.execute("SELECT state, COUNT(*) FROM sync_record GROUP BY state").fetchall()
    assert stored == (2 * PEOPLE, 2 * PEOPLE) and states == [("stored", 2 * PEOPLE)]
    names = [name for name in server.names() if name and name.startswith("phone-")]
    assert sorted(names) == sorted(tale["acknowledged"])
    for tablet in tablets:
        assert "Everything was sent" in tablet.page.inner_text("[data-part=safe]")
