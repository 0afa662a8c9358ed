"""The roles that somebody may have in a partnership."""

# What each role may do. Seeing whom to look for is another thing than reading what people said,
# and taking answers along on a tablet is another than looking. Answers person by person leave the house only with
# somebody whose work needs them: an officer's own work does not.
DUTIES = {
    "viewer": {"field", "read"},
    "outreach": {"field", "collect"},
    "officer": {"field", "read", "work", "collect"},
    "analyst": {"field", "read", "microdata"},
    "admin": {"field", "read", "work", "collect", "microdata", "oversee", "manage"},
}
ROLES = tuple(DUTIES)
