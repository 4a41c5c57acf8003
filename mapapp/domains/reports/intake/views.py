"""The pages on which a report comes in and its sender looks after it."""

from __future__ import annotations

from mapapp.domains.reports.intake import jobs, mine, pages, uploads
from mapapp.domains.reports.intake.routes import blueprint

# Each of them adds its routes to the blueprint; the worker gets to know the jobs.
__all__ = ["blueprint", "jobs", "mine", "pages", "uploads"]
