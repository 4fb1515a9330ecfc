"""Main rules broken once each, to see their tests go red: `python -m tests.mutants [WORD]`."""
