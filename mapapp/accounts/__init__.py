"""People who work here, their organisations, and what each may do where."""
