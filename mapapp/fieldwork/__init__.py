"""Visits of volunteers: what was measured at a spot and which samples were taken there, in one go."""
