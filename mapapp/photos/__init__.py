"""Photos: received raw and kept sealed; only re-encoded copies without any metadata ever leave."""
