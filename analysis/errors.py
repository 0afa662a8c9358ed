"""The one error of weighting."""


class WeightingError(ValueError):
    """A weighting that cannot be done as asked: the sentence names the margin and category and says what to do."""
