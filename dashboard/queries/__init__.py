"""All SQL that pages use. Every file in `sql/` is a plain query with `$parameters`."""
