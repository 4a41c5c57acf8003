"""What a benchmark under attack is asked for on its command line."""

from __future__ import annotations

import argparse
import socket


def plan(about: str) -> tuple[argparse.Namespace, int]:
    """Seconds, rate and numbers of kills as asked for, and a free port of this machine."""
    options = argparse.ArgumentParser(description=about.splitlines()[0])
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--rate", type=float, default=5)
    options.add_argument("--kill-server", type=int, default=4)
    options.add_argument("--kill-database", type=int, default=2)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return options.parse_args(), probe.getsockname()[1]
