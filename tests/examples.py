"""How many examples a property is tried on: few in the default run, many times as many in `make check-all`."""

import os


def examples(few: int) -> int:
    """The count for Hypothesis; VIGIE_EXAMPLES multiplies it."""
    return few * int(os.environ.get("VIGIE_EXAMPLES", "1"))
