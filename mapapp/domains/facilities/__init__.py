"""Emission sources, who runs them, and the releases they reported."""
