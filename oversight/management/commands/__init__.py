"""`officer`: the first officers of a new installation; `head`: signed heads of all logs."""
