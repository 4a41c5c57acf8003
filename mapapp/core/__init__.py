"""The shared kernel: it knows no domain."""
