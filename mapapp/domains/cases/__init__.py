"""Documented stories that tie records together."""
