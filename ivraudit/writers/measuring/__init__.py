"""The figures of `measure`, as a table to be read, and for machines."""
