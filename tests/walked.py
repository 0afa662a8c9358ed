"""One respondent's whole walk, whoever carries the requests."""

from tests.load.walker import walk


def walked(ask, start: str, sent: dict[str, list[str]]) -> int:
    """Walk from the first page to the thanks; `ask(method, path, body)` gives a Reply. How many requests it took."""
    steps, number = walk(start, sent), 1
    reply = ask(*next(steps))
    while True:
        try:
            request = steps.send(reply)
        except StopIteration:
            return number
        reply = ask(*request)
        number += 1
