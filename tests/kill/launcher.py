"""Starts the product whenever a line comes, and tells its process; it is imported once, since that takes most of a start.

What is started is the product from the first line of its command, in a process of its own, which can be killed.
"""

import os
import sys

import weasyprint  # noqa: F401  # every life that makes an edition would load it anew

from backend.cli import main
from tests.kill.fate import befall


def launch() -> None:
    """For each line, `COMMAND` or `COMMAND MOMENT POINT`: write the process's number, and `ended` when it has ended.

    With a moment the process's clock stands there, and at the point it is killed (`tests.kill.fate`). It has ended when its
    courier has, too: the next life begins when a lease has passed, and a courier sends nothing after that.
    """
    for line in sys.stdin:
        command, *fate = line.split()
        reads, writes = os.pipe()
        pid = os.fork()
        if pid == 0:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 0)
            os.dup2(nothing, 1)
            if fate:
                os.dup2(writes, 2)  # a courier has this from its product, and nothing else
                befall(*fate)
            sys.argv = ["lexheller", command]
            main()
            return
        os.close(writes)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        with open(reads) as said:  # ends when nobody is left who could write
            sys.stderr.writelines(said)
        os.waitpid(pid, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()
