"""Compresses the public pages, which are read on slow phones.

Compression beside a secret can betray the secret to somebody who can both put words of their choosing into the page
and watch its length (the attack called BREACH). Nobody can here: compressed is only what a GET gives, whether it was
asked for or came with the answer to a form, which no other site can send; and only where the address asks for nothing
but words known beforehand, so no page that repeats what was sent. Officers' pages are left as they are, and the token
of a respondent's form is masked anew each time it is shown.
"""

import zlib

from flask import Flask, request

from consult.web.locale import LANGUAGES

BLUEPRINTS = {"respond", "insights"}
# Less than this fits into one packet as it is.
LEAST = 1200
# A page repeats itself within 8 KB; preparing zlib's usual tables would cost four times the compression itself.
_WINDOW, _MEMORY, _LEVEL = 13, 6, 6
_GZIP = 16

_KNOWN = {"from": {"check"}, "easy": {"0", "1"}, "lang": set(LANGUAGES)}


def init_compression(app: Flask) -> None:
    """Compress what may be compressed, for browsers that ask for it."""

    @app.after_request
    def compress(response):
        if _may_be_compressed(response):
            response.headers.add("Vary", "Accept-Encoding")
            if "gzip" in request.headers.get("Accept-Encoding", ""):
                response.set_data(_packed(response.get_data()))
                response.headers["Content-Encoding"] = "gzip"
        return response


def _may_be_compressed(response) -> bool:
    if response.status_code != 200 or request.blueprint not in BLUEPRINTS:
        return False
    # With an address of its own it is that page as a GET gives it.
    if request.method != "GET" and "Content-Location" not in response.headers:
        return False
    if response.is_streamed or response.mimetype != "text/html" or response.content_length < LEAST:
        return False
    return all(value in _KNOWN.get(name, ()) for name, value in request.args.items(multi=True))


def _packed(body: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP + _WINDOW, _MEMORY)
    return packer.compress(body) + packer.flush()
