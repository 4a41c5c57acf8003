"""How a report comes in: the form, the place, the photos, the private link."""
