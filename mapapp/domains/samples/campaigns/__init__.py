"""Campaigns of sampling: the plan with its labels, what was taken of it, and the results side by side."""
