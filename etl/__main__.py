"""`python -m etl`: the same command as `vigie`."""

from etl.cli import main

main()
