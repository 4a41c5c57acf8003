"""What only the page of a sampling point shows: classes of water, added effect in air, the spot where it lies."""
