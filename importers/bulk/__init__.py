"""Very many rows at once: results of laboratories."""
