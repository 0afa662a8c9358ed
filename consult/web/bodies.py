"""How much each route takes in: what is more is refused before it is read, and costs next to nothing."""

from urllib.parse import parse_qsl

from flask import Flask, session
from flask import Request as FlaskRequest
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

KB, MB = 1024, 1024 * 1024
# A text of 65,536 signs is refused in words on its page: sent by a form, a Chinese one takes nine bytes a sign.
MOST = 1 * MB
# The words of a whole group may be typed in at once.
OFFICERS = 4 * MB
FILES = 64 * MB
# A batch is 2 MB at most, which the endpoint says in words that a tablet shows.
BATCH = 2 * MB + 1
TAKE_FILES = {
    "officer.bring_in",
    "officer.read_questionnaire",
    "officer.import_translation",
    "officer.load_population",
    "officer.read_benchmarks",
}
# No form of ours has as many.
MOST_FIELDS = 5_000


class Forms(FormDataParser):
    """The library's reader of forms, which counts the fields only of forms with files: a megabyte of "a&a&a" would
    keep it busy for as long as hundreds of pages."""

    def _parse_urlencoded(self, stream, mimetype, content_length, options):
        content = stream.read()
        # Without a length the library reads as far as the limit and says nothing: asked for more, it refuses.
        stream.read(1)
        try:
            pairs = parse_qsl(content.decode(), keep_blank_values=True, errors="werkzeug.url_quote",
                              max_num_fields=MOST_FIELDS)  # fmt: skip
        except UnicodeDecodeError:
            pairs = []
        except ValueError as error:
            raise RequestEntityTooLarge() from error
        return stream, self.cls(pairs), self.cls()


class Request(FlaskRequest):
    """A request whose body is as large as its route takes, and no larger."""

    form_data_parser_class = Forms

    @property
    def max_content_length(self) -> int:
        """The most bytes of the body. Only to whoever is signed in a route takes files."""
        endpoint = self.endpoint or ""
        if endpoint == "outreach.sync":
            return BATCH
        if not endpoint.startswith("officer."):
            return MOST
        return FILES if endpoint in TAKE_FILES and "_user_id" in session else OFFICERS


def init_bodies(app: Flask) -> None:
    """Read requests as above."""
    app.request_class = Request
