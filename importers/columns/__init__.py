"""Which column is what: guessed from headings, or said in a mapping file."""
