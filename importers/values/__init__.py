"""From the text of a cell to a value: numbers, dates, coordinates, codes."""
