"""Jobs side by side: each lane takes the next job that can start; their output stays readable."""

import re
import sys
import threading
import time
from dataclasses import dataclass, field

from .common import Stop, end_children, run_child, say, stopping

NAMES = "ab"
# Python's output is not made for two threads at once: lines get lost.
_writing = threading.Lock()
# From here on pytest tells about the whole run: shown in one piece, when it has ended.
SUMMARY = re.compile(r"[=-]+ (?!test session starts)")


@dataclass(frozen=True)
class Lane:
    """One of the processes at work: its letter and the database it copies templates to."""

    name: str
    database: str


def lanes(database):
    """The lanes of a run: the first works on `database`, the others on names made from it."""
    return [Lane(name, database if name == NAMES[0] else f"{database}_{name}") for name in NAMES]


@dataclass(eq=False)
class Job:
    """Something one lane does: `work(lane)`, once every job it needs has succeeded.

    A job may prepare what others need; `first` puts it before those that are only long.
    """

    title: str
    work: object
    seconds: float = 0.0
    needs: tuple = ()
    first: bool = False
    succeeded: bool = field(default=False, init=False)
    ended: bool = field(default=False, init=False)


class Queue:
    """The jobs that wait, longest first, and what they wait for."""

    def __init__(self, jobs):
        self._waiting = sorted(jobs, key=lambda job: (not job.first, -job.seconds))
        self._changed = threading.Condition()

    def take(self):
        """The next job that can start, waited for; None when there is nothing more to do."""
        with self._changed:
            while self._waiting and not stopping.is_set():
                # What can never start is given up; the job it needs has told why.
                self._waiting = [
                    job
                    for job in self._waiting
                    if not any(need.ended and not need.succeeded for need in job.needs)
                ]
                for job in self._waiting:
                    if all(need.succeeded for need in job.needs):
                        self._waiting.remove(job)
                        return job
                if self._waiting:
                    self._changed.wait(1.0)
        return None

    def end(self, job, succeeded):
        with self._changed:
            job.ended, job.succeeded = True, succeeded
            self._changed.notify_all()


def run(jobs, database, fail):
    """Do all jobs on the lanes of `database`; `fail(text)` hears of those that stop.

    An interruption ends the children of every lane and lets the lanes drop their databases.
    """
    queue = Queue(jobs)
    # Waited for by events: Python 3.11 takes a thread for ended whose `join` a signal interrupts.
    started = []
    try:
        for lane in lanes(database):
            ended = threading.Event()
            thread = threading.Thread(target=_live, args=(ended, lane, queue, fail), daemon=True)
            thread.start()
            started.append(ended)
        for ended in started:
            # In slices, so that Ctrl-C is heard.
            while not ended.wait(0.5):
                pass
    except BaseException:
        stopping.set()
        end_children()
        for ended in started:
            ended.wait(30)
        raise


def _live(ended, lane, queue, fail):
    """A lane from its start to its end, which is told."""
    try:
        _work(lane, queue, fail)
    finally:
        ended.set()


def _work(lane, queue, fail):
    """What a lane does from the first job to the last."""
    while job := queue.take():
        started, succeeded = time.monotonic(), False
        say(f"{lane.name} … {job.title}")
        try:
            job.work(lane)
            succeeded = True
        except Stop as problem:
            if not stopping.is_set():
                fail(str(problem))
        except Exception as error:
            fail(f"{job.title}: {type(error).__name__}: {error}")
            raise
        finally:
            queue.end(job, succeeded)
        say(
            f"{lane.name} {'✓' if succeeded else '✗'} {job.title} "
            f"({time.monotonic() - started:.0f} s)"
        )


def show(lane, command, **options):
    """Run a command, its lines shown whole behind the lane's letter; returns the exit code."""
    summary = []

    def relay(line):
        if summary or SUMMARY.match(line):
            summary.append(line)
        else:
            _write(lane, [line])

    try:
        return run_child(command, relay=relay, **options)
    finally:
        _write(lane, summary)


def _write(lane, lines):
    """One write for all lines: the other lane's come before or after them."""
    with _writing:
        sys.stdout.write("".join(f"{lane.name} │ {line.rstrip()}\n" for line in lines))
        sys.stdout.flush()
