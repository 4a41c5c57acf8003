"""Norms: their pages, their history, and the comparison of stored results with them."""
