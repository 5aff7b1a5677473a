"""The shelf of writers: one file, one output."""
