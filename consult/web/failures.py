"""What may be logged of an error: its kind and where in the program. Never its message, which may hold an answer.

A message quotes what could not be read; a database's quotes the whole row that it refused.
"""

import traceback


def told(error: BaseException) -> str:
    """The error and those that led to it, the first first: frames, the kind, a database's own code for it."""
    chain = [error]
    while (before := chain[0].__cause__ or chain[0].__context__) is not None and before not in chain:
        chain.insert(0, before)
    return "\nand then\n".join(map(_one, chain))


def _one(error: BaseException) -> str:
    where = traceback.extract_tb(error.__traceback__)
    frames = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in where]
    kind = type(error)
    return "\n".join([f"{kind.__module__}.{kind.__qualname__}{_code(error)}", *frames])


def _code(error: BaseException) -> str:
    """What the database calls it: "23514", "SQLITE_CONSTRAINT_CHECK"; and the constraint, which is a name of ours."""
    of = getattr(error, "orig", None) or error
    codes = (getattr(of, "sqlstate", None), getattr(of, "sqlite_errorname", None),
             getattr(getattr(of, "diag", None), "constraint_name", None))  # fmt: skip
    return f" ({', '.join(filter(None, codes))})" if any(codes) else ""
