"""You said, we did: the actions, what has no answer yet, and publishing an answer by a second person."""

from consult.blueprints.officer.said_did import answering, making, routes  # noqa: F401  (they add their routes)
