"""Making questionnaires: a survey begun, its draft's sections, questions, answers, rules and settings."""

from consult.blueprints.officer.authoring import (  # noqa: F401  (they add their routes)
    adding,
    answers,
    making,
    outline,
    placing,
    questions,
    rules,
    sections,
    settings,
)
