"""`python -m etl`: the same command as `vigie`."""

from etl.commands.cli import main

main()
