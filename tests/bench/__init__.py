"""Measurements, not tests: run them by hand (``python -m tests.bench.photos``), pytest does not collect them."""
