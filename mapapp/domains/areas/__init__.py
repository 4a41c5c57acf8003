"""Protected areas, administrative units, places by name, and statistics by region."""
