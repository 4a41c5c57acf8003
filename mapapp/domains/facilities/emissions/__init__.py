"""Who releases most: the largest emitters of a region, in one year, medium and pollutant."""
