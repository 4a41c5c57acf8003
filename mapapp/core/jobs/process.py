"""The worker as a process beside the web server: started again when it dies, and never left alone."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Callable

from mapapp.errors import described

log = logging.getLogger(__name__)
_PR_SET_PDEATHSIG = 1
_LONGEST_PAUSE_SECONDS = 30.0
_STEADY_SECONDS = 60.0
_END_SECONDS = 10.0


def die_with_parent(parent: int) -> None:
    """Lets the kernel end this process (SIGTERM) when its parent is gone, however that ended; Linux only."""
    prctl = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it was quicker
        os._exit(0)


class Beside:
    """A process forked from this one that does ``work``; whoever made it calls ``tend`` about once a second."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._owner = os.getpid()
        self._pid = 0
        self._started = 0.0
        self._pause = 0.0

    def tend(self, leave: Callable[[], None] = lambda: None) -> None:
        """Starts the process when it does not run, ever later when it keeps dying.

        ``leave`` is called in the new process first: to close what belongs to this one alone.
        """
        if self._running():
            return
        lived = time.monotonic() - self._started
        if self._started and lived < self._pause:
            return
        self._pause = 1.0 if lived > _STEADY_SECONDS else min(self._pause * 2, _LONGEST_PAUSE_SECONDS)
        self._started = time.monotonic()
        self._fork(leave)

    def ask_to_end(self) -> None:
        """Tells the process to finish what it does; does not wait."""
        if os.getpid() == self._owner and self._running():
            os.kill(self._pid, signal.SIGTERM)

    def end(self) -> None:
        """Leaves no process behind, after at most ten seconds."""
        if os.getpid() != self._owner:
            return  # this is a process that was forked later
        self.ask_to_end()
        deadline = time.monotonic() + _END_SECONDS
        while self._running() and time.monotonic() < deadline:
            time.sleep(0.02)
        if self._running():
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def _running(self) -> bool:
        if not self._pid:
            return False
        try:
            ended = os.waitpid(self._pid, os.WNOHANG)[0]
        except ChildProcessError:  # the web server collects every child that it finds
            ended = self._pid
        if ended:
            self._pid = 0
        return not ended

    def _fork(self, leave: Callable[[], None]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            code = 1
            try:
                _become_its_own(parent)
                leave()
                self._work()
                code = 0
            except BaseException as error:  # noqa: BLE001 -- nothing of the parent's may run on in this process
                log.error("the process for jobs ended\n%s", described(error))
            finally:
                os._exit(code)


def _become_its_own(parent: int) -> None:
    """Takes off the signal handlers that came with the fork."""
    die_with_parent(parent)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGCHLD, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal ends the parent, and that ends this
