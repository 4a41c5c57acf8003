"""Pure functions on arrays and shapes: no web, no database."""
