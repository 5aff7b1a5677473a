"""Readers: one module each, found by the entry point `ivraudit.readers`."""
