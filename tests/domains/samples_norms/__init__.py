"""Norms: pages, history, assessment, sums of pollutants, classes of water."""
