"""The kinds of records; no domain imports another."""
