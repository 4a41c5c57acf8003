"""Sites (dumps and other hot spots) and what people saw there."""
