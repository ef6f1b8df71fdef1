"""Papers as PDF: packing slips, a picking list, address labels. Pure drawing: rows in, bytes out, nothing kept."""
