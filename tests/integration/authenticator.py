"""An authenticator app of the tests' own: RFC 6238 written down once more, from the secret as a person types it."""

import base64
import hmac
import html
import re
import time

STEP = 30


def code(secret: str, steps: int = 0) -> str:
    """The six figures that an app shows `steps` half minutes from now."""
    key = base64.b32decode(secret.replace("-", "").replace(" ", "") + "=" * (-len(re.sub(r"\W", "", secret)) % 8))
    counter = int(time.time()) // STEP + steps
    digest = hmac.digest(key, counter.to_bytes(8), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 10**6:06}"


def next_code(secret: str) -> str:
    """The code after the present one: taken too, for clocks differ, and used by nothing yet."""
    return code(secret, 1)


def secret_on(page: str) -> str:
    """The secret that a page shows to be typed."""
    return html.unescape(re.search(r'<code dir="ltr">([^<]+)</code>', page)[1])


def codes_on(page: str) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"<li><code>([^<]+)</code></li>", page)


def set_up(client) -> tuple[str, list[str]]:
    """Set an app up for whoever is signed in: (its secret, the recovery codes)."""
    secret = secret_on(client.get("/account/second-factor/app").text)
    # The present code is used by it: to sign in there is the next.
    page = post(client, "/account/second-factor/app", code=code(secret))
    return secret, codes_on(page.text)


def post(client, address: str, **fields):
    """Send a form of somebody signed in."""
    return client.post(address, data={**fields, "csrf_token": client.token("/account/second-factor")})


def drawn_squares(svg: str, border: int = 4) -> list[list[int]]:
    """What an SVG of a QR code draws, row by row: 1 is dark. Its path has moves and strokes of one row's height."""
    path = re.search(r"class='qrline' stroke='#000' d='([^']+)'", svg)[1]
    size = int(re.search(r"h(\d+)v", svg)[1]) - 2 * border
    rows = [[0] * size for _row in range(size)]
    x = y = 0.0
    for kind, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        first, *second = (float(one) for one in re.findall(r"-?\d*\.?\d+", numbers))
        if kind == "h":
            for at in range(int(x), int(x + first)):
                rows[int(y) - border][at - border] = 1
        x, y = (first, second[0]) if kind == "M" else (x + first, y + (second[0] if second else 0))
    return rows
