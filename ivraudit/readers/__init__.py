"""The shelf of readers: one file or folder, one source format."""
