"""Makes sure that a real Chromium is here for the browser tests: the tests' own, the system's, or one installed now."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def system_browser() -> str | None:
    """The path of a Chromium that the system has."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def own_browser() -> str | None:
    """The path of the Chromium that the test library has installed, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> str | None:
    """Install one: the test library's where it can be had, else the system's package where we may."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=600)
    if found := own_browser():
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False)
    return system_browser()


if __name__ == "__main__":
    if not (system_browser() or own_browser() or install()):
        sys.exit(
            "The browser tests need Chromium and it could not be installed. "
            "Install it (Debian: apt-get install chromium) and run make test again."
        )
