"""Protected areas, administrative units, places by name, schools, and statistics by region."""
