"""The form of a scheme of weighting, and what it stands for."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, ValidationError

from consult.services.schemes import Mergeable, Scheme

# How far a weight may be from where it began, as the form offers it; "own" is typed.
NONE, OWN = "none", "own"
BOUNDS = {NONE: None, "0.3-3": (0.3, 3.0), "0.2-5": (0.2, 5.0)}


class SchemeForm(FlaskForm):
    """What to weigh to, which groups to count together, how far weights may go, and what to do with the unsaid."""

    margins = SelectMultipleField(validators=[InputRequired(_("Choose at least one margin to weigh to"))])
    # Values are "<dimension>:<category>"; schemes.Mergeable says what a tick stands for.
    merged = SelectMultipleField()
    bounds = RadioField(
        choices=[*BOUNDS, OWN], default=NONE, validators=[InputRequired(_("Choose how far weights may go"))]
    )
    lowest = StringField()
    highest = StringField()
    missing = RadioField(
        choices=["spread", "leave_out", "refuse"], default="spread",
        validators=[InputRequired(_("Choose what to do with people who do not say"))],
    )  # fmt: skip
    base_weight = BooleanField()
    unmatched_missing = BooleanField()

    def validate_lowest(self, field: StringField) -> None:
        """Below 1, since everybody begins at 1."""
        if self.bounds.data == OWN and not (0 <= _number(field.data) < 1):
            raise ValidationError(_("Enter the lowest as a number from 0 to below 1, such as 0.3"))

    def validate_highest(self, field: StringField) -> None:
        """Above 1."""
        if self.bounds.data == OWN and not (1 < _number(field.data) <= 1_000_000):
            raise ValidationError(_("Enter the highest as a number above 1, such as 3"))

    def offer(self, margins: list, dimensions: list[Mergeable]) -> None:
        """What may be chosen: these margins and the groups of these dimensions."""
        self.margins.choices = [margin.key for margin in margins]
        self.merged.choices = [f"{one.dimension}:{value}" for one in dimensions for value, _people in one.categories]

    def begin_from(self, scheme: Scheme, dimensions: list[Mergeable]) -> None:
        """Fill the form with a scheme."""
        self.margins.data = list(scheme.margins)
        self.merged.data = ticks(scheme, dimensions)
        known = next((name for name, bounds in BOUNDS.items() if bounds == scheme.bounds), OWN)
        self.bounds.data = known
        if known == OWN:
            self.lowest.data, self.highest.data = (f"{bound:g}" for bound in scheme.bounds)
        self.missing.data = scheme.missing
        self.base_weight.data = scheme.base_weight is not None
        self.unmatched_missing.data = scheme.unmatched_missing

    def scheme(self, margins: list, dimensions: list[Mergeable], base_weight: str | None) -> Scheme:
        """The scheme that the form stands for. Groups of a dimension that is not weighted to say nothing."""
        used = {name for margin in margins if margin.key in self.margins.data for name in margin.dimensions}
        ticked = [value.split(":", 1) for value in self.merged.data or []]
        groups = {
            one.dimension: one.groups({value for name, value in ticked if name == one.dimension})
            for one in dimensions if one.dimension in used
        }  # fmt: skip
        own = (_number(self.lowest.data), _number(self.highest.data)) if self.bounds.data == OWN else None
        return Scheme(
            margins=tuple(self.margins.data),
            merged={name: found for name, found in groups.items() if found},
            base_weight=base_weight if self.base_weight.data else None,
            missing=self.missing.data,
            bounds=own or BOUNDS.get(self.bounds.data),
            unmatched_missing=self.unmatched_missing.data,
        )


def ticks(scheme: Scheme, dimensions: list[Mergeable]) -> list[str]:
    """The values of the field `merged` that stand for a scheme's groups."""
    return [
        f"{one.dimension}:{value}" for one in dimensions for value in one.ticks(scheme.merged.get(one.dimension, []))
    ]


def _number(typed: str | None) -> float:
    """What was typed as a number, with a comma or a point; not a number where it is none."""
    try:
        return float((typed or "").strip().replace(",", "."))
    except ValueError:
        return float("nan")
