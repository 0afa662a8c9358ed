"""What a phone has to fetch, and whether the page stands still: counted, not timed."""

import pytest

from tests.browser.steps import press
from tests.browser.test_respond_walk import PHONE, walk

FIRST_PAGE, FURTHER_PAGE, REQUESTS, SHIFT = 30_000, 4_000, 3, 0.02
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifted += entry.value))
    .observe({type: 'layout-shift', buffered: true});
"""


@pytest.fixture
def phone(browser):
    """A page on a phone that has never been here, and what it fetched: (address, bytes over the wire) each."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.add_init_script(WATCH_SHIFTS)
    client, addresses, fetched = context.new_cdp_session(page), {}, []
    client.send("Network.enable")
    client.on(
        "Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]})
    )
    client.on(
        "Network.loadingFinished",
        lambda event: fetched.append((addresses[event["requestId"]], event["encodedDataLength"])),
    )
    yield page, fetched
    context.close()


def over_the_wire(fetched):
    return [(address, size) for address, size in fetched if not address.startswith("data:")]


@pytest.mark.parametrize(("survey", "language"), [("trafford", "en"), ("trafford", "ur"), ("trafford-youth", "bn")])
def test_a_phone_fetches_little_and_nothing_moves(live, phone, survey, language):
    address, _password = live
    page, fetched = phone
    page.goto(f"{address}/s/{survey}?lang={language}", wait_until="networkidle")
    first = over_the_wire(fetched)
    assert len(first) <= REQUESTS, first
    assert sum(size for _address, size in first) <= FIRST_PAGE, first
    heavy, shifts = {}, {}

    def each(name):
        shifts[name] = page.evaluate("window.shifted")
        sizes = [size for asked, size in over_the_wire(fetched) if "/q/" in asked]
        if sizes and sizes[-1] > FURTHER_PAGE:
            heavy[name] = sizes[-1]

    walk(page, each)
    press(page, "#send")
    assert not heavy
    assert {name: shift for name, shift in shifts.items() if shift > SHIFT} == {}
