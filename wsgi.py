import sys

from consult import create_app
from consult.config import ConfigError

try:
    app = create_app()
except ConfigError as error:
    # Words, not a stack: whoever starts it has to mend a setting. 78 is the usual status for that (EX_CONFIG), by which
    # a service manager knows that to start it again is no use.
    print(f"Consult cannot start:\n{error}", file=sys.stderr)
    sys.exit(78)
