"""You said, we did: what people said, who sees to it, and the answer that a second person publishes."""

from consult.services.said_did.about import EDITION, THEME, Heard, everything
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
)
from consult.services.said_did.reading import PAGE, Unanswered, find, listed, published, published_page, unanswered

__all__ = [
    "CannotKeep", "CannotPublish", "EDITION", "Given", "Heard", "PAGE", "THEME", "Unanswered", "answer", "block",
    "change", "everything", "find", "link", "listed", "make", "may_publish", "public_words", "publish", "published",
    "published_page", "read", "seen", "state_names", "unanswered", "unlink", "unpublish",
]  # fmt: skip
