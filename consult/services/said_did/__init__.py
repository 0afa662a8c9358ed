"""You said, we did: what people said, who sees to it, and the answer that a second person publishes."""

from consult.services.said_did.about import EDITION, FINDING, THEME, Heard, Place, linkable, places
from consult.services.said_did.block import block, read, state_names
from consult.services.said_did.keeping import (
    CannotKeep,
    CannotPublish,
    Given,
    answer,
    change,
    link,
    make,
    may_publish,
    public_words,
    publish,
    seen,
    unlink,
    unpublish,
    writers,
    wrote,
)
from consult.services.said_did.reading import PAGE, Unanswered, find, listed, published, published_page, unanswered

__all__ = [
    "CannotKeep", "CannotPublish", "EDITION", "FINDING", "Given", "Heard", "PAGE", "Place", "THEME", "Unanswered",
    "answer", "block", "change", "find", "link", "linkable", "listed", "make", "may_publish", "places",
    "public_words", "publish", "published", "published_page", "read", "seen", "state_names", "unanswered", "unlink",
    "unpublish", "writers", "wrote",
]  # fmt: skip
