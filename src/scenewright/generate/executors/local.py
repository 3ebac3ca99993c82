"""Worker processes on this machine: one shard a task, one thread a process."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from scenewright.errors import Problem, ScenewrightError

__all__ = ["count_frame", "run_local"]

Task = TypeVar("Task")
Result = TypeVar("Result")

_POLL_S = 0.25
_counter: Any = None
_stop: Any = None


class _Stopped(Exception):
    """Ends a task whose result nobody waits for."""


def run_local(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    workers: int,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Result]:
    """Results of `work` over the tasks, as they come. `progress` gets the number of frames made so far.

    Workers are killed by the kernel when this process dies, and end after their frame when the caller stops
    early or a task fails. Raises `ScenewrightError` when a worker dies.
    """
    context = multiprocessing.get_context("spawn")
    counter = context.Value("q", 0)
    stop = context.Event()
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_start, initargs=(counter, stop, os.getpid())
    )
    try:
        with _ctrl_c_held_back():
            pending = {pool.submit(_in_worker, work, task) for task in tasks}
        while pending:
            done, pending = wait(pending, timeout=_POLL_S, return_when=FIRST_COMPLETED)
            if progress is not None:
                progress(counter.value)
            for future in done:
                yield future.result()
    except BrokenProcessPool:
        raise ScenewrightError(
            Problem(
                expected="worker processes that finish",
                found="one was killed (out of memory, or by a signal)",
                fix="run the same command again to continue, with fewer --workers if memory is short",
            )
        ) from None
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _in_worker(work: Callable[[Task], Result], task: Task) -> Result:
    result = work(task)
    # Scenes come and go in pieces of all sizes; glibc would keep what it freed, a little more each time.
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
    return result


def count_frame() -> None:
    """Called in a worker after each frame; ends its task when the caller has stopped."""
    if _counter is not None:
        with _counter.get_lock():
            _counter.value += 1
        if _stop.is_set():
            raise _Stopped


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Workers started inside inherit the block for good: Ctrl-C is for this process, which stops them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(counter: Any, stop: Any, parent: int) -> None:
    global _counter, _stop
    _counter, _stop = counter, stop
    if os.name == "posix" and os.uname().sysname == "Linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)
    import cv2

    cv2.setNumThreads(1)
