"""The product's commands, several in one process: to load the product takes longer than most of them."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(environment: dict, *commands: list) -> None:
    """Each in order, as `flask --app wsgi` would run it. Raises CalledProcessError where one fails."""
    words = json.dumps([[str(word) for word in command] for command in commands])
    subprocess.run([sys.executable, "-m", "tests.commands", words], cwd=ROOT, env=environment, check=True,
                   capture_output=True)  # fmt: skip


def open_survey(file: Path, slug: str, title: str, wave: str) -> list[list]:
    """The commands that add a survey of Trafford's from a questionnaire document, and open its wave for years."""
    return [
        ["surveys", "add", file, "--partnership", "trafford", "--survey", slug, "--title", title, "--wave", wave,
         "--design", "open", "--opens", "2020-01-01", "--closes", "2099-01-01"],
        ["waves", "open", wave, "--reason", "It is made for tests and nobody reads it"],
    ]  # fmt: skip


if __name__ == "__main__":
    from wsgi import app

    for words in json.loads(sys.argv[1]):
        with app.app_context():
            app.cli.main(words, "flask", standalone_mode=False)
