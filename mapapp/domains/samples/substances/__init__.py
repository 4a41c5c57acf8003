"""Pages of substances: what each is, its norms, and where it was found."""
