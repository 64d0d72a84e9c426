"""Starts the product whenever a line comes, and tells its process; it is imported once, since that takes most of a start.

What is started is the product from the first line of its command, in a process of its own, which can be killed.
"""

import os
import sys

from backend.cli import main


def launch() -> None:
    """For each line: write the process's number, and `ended` when it has ended."""
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 0)
            os.dup2(nothing, 1)
            sys.argv = ["lexheller", "serve"]
            main()
            return
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        os.waitpid(pid, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()
