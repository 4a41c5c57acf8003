"""Loads of points, samples and results: written by the set, kept so that a load can be undone, undone, published."""
