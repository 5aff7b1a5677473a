"""The shelf of rules: one file, one rule."""
