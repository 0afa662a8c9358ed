"""The next page in the answer to a form: one way to the server instead of two, where a way takes a phone a second.

A form is answered with a redirect, so that Back and a reload are safe. A browser that runs scripts asks for the page
itself (consult/assets/js/respond/onward.js), and gets it with a line that gives the page its own address before
anything of it is drawn: from then on it is as if a redirect had led there. Nobody gets it who did not ask.
"""

from flask import Response, current_app, request
from jinja2.utils import htmlsafe_json_dumps

from consult.web.headers import csp_nonce

# What the script adds to a form: the path of its page. No item has such a name.
CONTROL = "next-page"


def is_asked() -> bool:
    """Whether the browser takes the next page at once. An address that asks for more keeps its redirect: what it asks
    is of the page that was sent, not of the next one."""
    return CONTROL in request.form and not request.args


def is_of_another_page(name: str) -> bool:
    """Whether this form was made on another page than the one whose address ends in `name`: some browsers send it again
    when the page that it led to is reloaded. What it holds is kept already, and is nothing of this page."""
    sent_from = request.form.get(CONTROL)
    return sent_from is not None and sent_from.rsplit("/", 1)[-1] != name


def answer(html: str, address: str) -> Response:
    """A page of this survey, exactly as a GET of `address` gives it, and the line that gives it its address."""
    told = f"<script nonce=\"{csp_nonce()}\">history.replaceState(null,'',{htmlsafe_json_dumps(address)})</script>"
    before, head, after = html.partition("<head>")
    response = current_app.response_class(before + head + told + after)
    # Said to programs too: what this is the content of (RFC 9110, 8.7).
    response.headers["Content-Location"] = address
    return response
