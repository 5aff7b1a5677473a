"""The shelf of commands: one file, one command; the only rooms that print and exit."""
