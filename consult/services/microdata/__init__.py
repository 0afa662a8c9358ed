"""Answers person by person with their weights, for analysts: what goes into a file, how safe it is, the file itself.

`choosing` says what may be taken out of a wave, `dictionary` and `coding` turn a questionnaire into variables and
answers into codes, `people` reads the responses, `anonymity` reckons how alike they are, a writer for each format makes
the file, and `taking` puts it into one archive with its codebooks and the method note and writes down who took it and
why.
"""

from .anonymity import Anonymity
from .choosing import FORMATS, CannotExport, Wanted, offered
from .taking import Taken, check, record, take, write

__all__ = ["FORMATS", "Anonymity", "CannotExport", "Taken", "Wanted", "check", "offered", "record", "take", "write"]
