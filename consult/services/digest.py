"""One text and one hash for a document, however its keys are ordered."""

import hashlib
import json


def canonical(document) -> str:
    """The one text of a document: what its hash is taken of and what its JSON file holds."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(document) -> str:
    """SHA-256 of a document's canonical text."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()
