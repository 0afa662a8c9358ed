"""What people wrote and said: reading, themes, coding, agreement, figures, quotes, and sources beside the survey."""

from consult.blueprints.officer.qualitative import (  # noqa: F401  (they add their routes)
    agreement,
    coding,
    overview,
    quotes,
    reading,
    source_pages,
    sources,
    themes,
)
