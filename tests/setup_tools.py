"""Makes sure that the programs that tests look at our work with are here: a real Chromium and LibreOffice.

Each is the tests' own, the system's, or installed now.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def system_browser() -> str | None:
    """The path of a Chromium that the system has."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def windowless() -> str | None:
    """The path of the system's Chromium without the windows around a page: the same engine, and a page opens in a
    fourth of the time. The test library's own comes with one that it finds by itself."""
    return shutil.which("chromium-headless-shell")


def own_browser() -> str | None:
    """The path of the Chromium that the test library has installed, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def office() -> str | None:
    """The path of LibreOffice, which opens Word files as Word's other readers do."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def install_browser() -> str | None:
    """Install one: the test library's where it can be had, else the system's package where we may."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=600)
    return own_browser() or _package("chromium", system_browser)


def install_office() -> str | None:
    """The system's package, the writer alone, where we may."""
    return _package("libreoffice-writer-nogui", office)


def _package(name: str, find) -> str | None:
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", name], check=False)
    return find()


if __name__ == "__main__":
    if not (system_browser() or own_browser() or install_browser()):
        sys.exit(
            "The browser tests need Chromium and it could not be installed. "
            "Install it (Debian: apt-get install chromium) and run make test again."
        )
    if not (own_browser() or windowless()):
        _package("chromium-headless-shell", windowless)
    if not (office() or install_office()):
        sys.exit(
            "The tests of Word files need LibreOffice and it could not be installed. "
            "Install it (Debian: apt-get install libreoffice-writer-nogui) and run make test again."
        )
