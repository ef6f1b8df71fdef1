"""`python -m sandbox`: the same command as `vigie sandbox`."""

import sys

from sandbox.cli import main

sys.exit(main(sys.argv[1:]))
