"""What the tests of the tablet share: a site with a small survey, a browser that can be killed, and the way through."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests import commands
from tests.conftest import ROOT, _address
from tests.integration.surveys import document
from tests.load.tablets import public_key, seal

PIN = "4711"
SECRET = "Only for you: the lamp is broken"
YES_NO = [{"value": "yes", "text": {"en": "Yes", "ur": "ہاں"}}, {"value": "no", "text": {"en": "No", "ur": "نہیں"}}]


def _page(name, type_, **more):
    item = {"name": name, "type": type_, "text": {"en": f"About {name}?", "ur": "سوال؟"}, **more}
    return {"id": name, "items": [item]}


def survey():
    """Three questions, in English and Urdu."""
    made = document(
        _page("safe", "yes_no", required=True, choices=YES_NO),
        _page("visits", "number", required=True, min=0, max=99),
        _page("words", "text", max_length=400, text={
            "en": "After {answer.visits|your} visits, safe: {answer.safe|unknown}. What else?",
            "ur": "{answer.visits|کچھ} {answer.safe|نامعلوم}؟"}),
    )
    made["languages"] = {"en": {"state": "master"}, "ur": {"state": "machine"}}
    for part in (made, *made["sections"]):
        for key in ("title", "intro", "thanks"):
            if key in part:
                part[key] = {**part[key], "ur": "متن"}
    return made


class Site:
    """A real server with the demonstration and a small survey in it."""

    def __init__(self, folder: Path, demonstration: Path):
        shutil.copytree(demonstration, folder, dirs_exist_ok=True)
        self.folder, self.database = folder, folder / "live.sqlite"
        self.environment = {**os.environ, "DATABASE_URL": f"sqlite:///{self.database}", "CONSULT_INSTANCE": str(folder)}
        (folder / "survey.json").write_text(json.dumps(survey()))
        commands.run(self.environment, *commands.open_survey(folder / "survey.json", "tiny", "Tiny", "tiny"))
        self.password = (folder / "demo_password").read_text().strip()
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--threads", "8", "--worker-class", "gthread",
             "--error-logfile", str(folder / "log"), "wsgi:app"],
            cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.address = _address(folder / "log")

    def rows(self, query):
        with sqlite3.connect(self.database, timeout=30) as connection:
            return connection.execute(query).fetchall()

    def stop(self):
        self.server.terminate()
        self.server.wait(timeout=30)


class Tablet:
    """A browser with a profile of its own on the disk: closed, killed and opened again, it is the same tablet."""

    def __init__(self, playwright, launch, folder: Path, address: str, size=(820, 1180)):
        self.playwright, self.launch, self.folder, self.address, self.size = playwright, launch, folder, address, size
        self.on_open = []
        self.open()

    def open(self):
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.folder / name).unlink(missing_ok=True)
        viewport = dict(zip(("width", "height"), self.size, strict=True))
        self.context = self.playwright.chromium.launch_persistent_context(self.folder, viewport=viewport, **self.launch)
        for prepare in self.on_open:
            prepare(self.context)
        self.page = self.context.pages[0]

    def again(self):
        """Closed by the worker, and opened again."""
        self.context.close()
        self.open()

    def kill(self):
        """The power goes: every process of this browser, at once."""
        for process in Path("/proc").iterdir():
            if process.name.isdigit() and f"--user-data-dir={self.folder}" in _command(process):
                try:
                    os.kill(int(process.name), signal.SIGKILL)
                except ProcessLookupError:
                    continue
        time.sleep(0.3)
        try:
            self.context.close()
        except Exception:  # noqa: BLE001, S110  (there is nobody left to close)
            pass

    def app(self, language="en"):
        self.page.goto(f"{self.address}/outreach/?lang={language}")
        return self.page

    def pair(self, password, language="en", surveys=3):
        """Signed in, paired, every survey kept, and closed once, which shows that the browser keeps things."""
        page = self.page
        page.goto(f"{self.address}/account/sign-in")
        page.fill("#email", "outreach@trafford.example")
        page.fill("#password", password)
        with page.expect_navigation():
            page.click("main button")
        self.app(language)
        page.fill("#device-name", "Youth team 2")
        prepare(page, surveys)
        self.again()
        return self.app(language)

    def session(self, survey="tiny", route=None, **more):
        """A session begun and the tablet handed over."""
        page = self.page
        page.click("[data-step=session]")
        page.wait_for_selector(".govuk-error-summary", state="hidden")
        page.select_option("#session-survey", survey)
        if route:
            page.select_option("#session-route", route)
        given = {"place": "Broomwood centre", "worker": "Sam", "expected": "30", "pin": PIN, "again": PIN, **more}
        for name, value in given.items():
            page.fill(f"#session-{name}", value)
        page.click("main form .outreach__big")
        page.wait_for_selector(".outreach__language")

    def lay(self, number, survey="tiny"):
        """Put so many records of the session on the tablet, sealed as it seals them, without walking each."""
        pack, session = self.page.evaluate(HELD, survey)
        key = public_key(pack)
        records = []
        for person in range(number):
            given = {"safe": "yes", "visits": person % 100, "words": f"laid {person}"}
            receipt = hashlib.sha256(f"{session}-{person}".encode()).hexdigest()
            records.append(seal(pack, key, session, given, receipt))
        self.page.evaluate(LAY, records)

    def take_back(self, pin=PIN):
        page = self.page
        page.click(".outreach__worker button")
        page.fill("#pin", pin)
        page.click("[data-part=take]")
        page.wait_for_selector("[data-part=kept]:not(:empty)")

    def answer(self, words=SECRET, language="en", until="receipt"):
        """One person, by hand, as far as `until`: "words", "check" or "receipt". Gives the code."""
        page = self.page
        page.click(f".outreach__language[lang={language}]")
        page.click("main .govuk-button--continue")
        page.check("#safe")
        page.click("#continue")
        page.fill("#visits", "7")
        page.click("#continue")
        page.fill("#words", words)
        if until == "words":
            return None
        page.click("#continue")
        page.wait_for_selector("dl")
        if until == "check":
            return None
        page.click("main .govuk-button--continue")
        page.wait_for_selector(".receipt")
        return page.inner_text(".receipt")


def prepare(page, surveys=3):
    """Pairs, and keeps every survey in every language; how many there are."""
    page.click("main form button")
    page.wait_for_selector("main fieldset")
    page.click("main form .govuk-button")
    page.wait_for_selector(f"[data-part=kept] li:nth-child({surveys})", timeout=90_000)


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text(errors="replace")
    except OSError:
        return ""


# Everything that this origin keeps anywhere in the browser, as text.
EVERYTHING = """async () => {
  const found = [document.cookie, JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), location.href,
                 JSON.stringify(history.state), String(window.name)];
  for (const {name} of await indexedDB.databases()) {
    const database = await new Promise((done, fail) => {
      const request = indexedDB.open(name); request.onsuccess = () => done(request.result); request.onerror = fail; });
    for (const store of database.objectStoreNames) {
      const all = await new Promise((done, fail) => {
        const request = database.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => done(request.result); request.onerror = fail; });
      found.push(store + ': ' + JSON.stringify(all));
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(request.url + ' ' + await (await cache.match(request)).text());
  }
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) found.push('file ' + name);
  return found;
}"""

# Person after person through the kiosk's own screens, each receipt told as soon as it is shown.
CROWD = """async (people) => {
  const seen = (selector) => new Promise((done) => {
    const look = () => {
      const found = document.querySelector(selector);
      if (found) { watch.disconnect(); done(found); }
    };
    const watch = new MutationObserver(look);
    watch.observe(document.getElementById('main'), {childList: true, subtree: true});
    look();
  });
  for (let person = 0; person < people; person++) {
    (await seen(`.outreach__language[lang=${person % 3 ? 'en' : 'ur'}]`)).click();
    (await seen('.respond__facts ~ .govuk-button--continue')).click();
    (await seen('#safe')).checked = true;
    (await seen('#continue')).click();
    (await seen('#visits')).value = String(person % 100);
    (await seen('#continue')).click();
    (await seen('#words')).value = `person ${person}`;
    (await seen('#continue')).click();
    (await seen('dl ~ .govuk-button--continue')).click();
    await told((await seen('.receipt')).textContent);
    (await seen('.receipt ~ .govuk-button--continue')).click();
  }
}"""
OPENED = """
  const asked = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });
  const database = await asked(indexedDB.open('consult-outreach'));
"""
# A survey's pack and the id of the session in hand.
HELD = f"""async (survey) => {{ {OPENED}
  const held = database.transaction(['packs', 'sessions']);
  const pack = await asked(held.objectStore('packs').get(survey));
  const sessions = await asked(held.objectStore('sessions').getAll());
  database.close();
  return [pack, sessions.at(-1).id];
}}"""
# Records and their session's count, as store.keep() writes them.
LAY = f"""async (records) => {{ {OPENED}
  const held = database.transaction(['records', 'sessions'], 'readwrite');
  for (const record of records) held.objectStore('records').add(record);
  const session = await asked(held.objectStore('sessions').get(records[0].session));
  const languages = {{...session.languages, en: (session.languages.en ?? 0) + records.length}};
  await asked(held.objectStore('sessions').put({{...session, languages, revision: session.revision + 1}}));
  database.close();
}}"""
COUNT = """() => new Promise((done, fail) => {
  const request = indexedDB.open('consult-outreach');
  request.onerror = fail;
  request.onsuccess = () => {
    const counted = request.result.transaction('records').objectStore('records').count();
    counted.onsuccess = () => { request.result.close(); done(counted.result); };
  };
})"""
