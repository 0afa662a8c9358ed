"""Files that are made to be printed."""

from flask import Response


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """A file to keep."""
    return Response(content, mimetype=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def name_of_file(wave, *parts: str) -> str:
    """The name of a PDF: letters, digits and dashes, whatever the officer called things."""
    return "-".join((wave.slug, *parts)) + ".pdf"
