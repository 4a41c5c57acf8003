"""Questions that join several layers: what is near and inside, which sites are worst."""
