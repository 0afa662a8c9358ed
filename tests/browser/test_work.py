"""A phone does the work that a wave asks for, while its owner looks over the answers."""

import sqlite3
import time
from contextlib import closing

from tests.browser.steps import press
from tests.browser.test_respond_walk import walk


def in_database(folder, statement):
    with closing(sqlite3.connect(folder / "live.sqlite", timeout=30)) as connection, connection:
        return connection.execute(statement).fetchall()


def flagged(folder):
    return in_database(folder, "SELECT count(*) FROM response_flag WHERE kind = 'no_work'")[0][0]


def test_a_browser_does_the_work_unseen_and_one_without_scripts_is_let_through(browser, live, live_folder):
    address, _password = live
    in_database(live_folder, "UPDATE wave SET asks_work = 1 WHERE state = 'open'")
    # A worker learns of a change within two seconds.
    time.sleep(2.1)
    try:
        for scripts, wanted in ((True, 0), (False, 1)):
            before = flagged(live_folder)
            context = browser.new_context(viewport={"width": 360, "height": 640}, java_script_enabled=scripts)
            page = context.new_page()
            page.goto(f"{address}/s/trafford")
            walk(page)
            assert page.locator("form[data-work]").count() == 1
            assert page.get_by_role("textbox").count() == 0, "nobody comes to the field that is not seen"
            press(page, "#send")
            page.wait_for_url("**/thanks", timeout=30_000)
            assert flagged(live_folder) - before == wanted
            context.close()
    finally:
        in_database(live_folder, "UPDATE wave SET asks_work = 0")
