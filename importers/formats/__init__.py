"""Formats of files: what a file is, and its rows as text."""
