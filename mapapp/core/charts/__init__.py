"""Charts drawn on the server (Matplotlib): read without scripts, in the reader's language, as SVG or PNG."""
