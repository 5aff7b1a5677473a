"""What `measure` says of a phone tree: figures, computed only when asked for."""
