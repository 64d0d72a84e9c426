"""What runs until it is stopped ends at once when it is, whatever it does then."""

import signal
import subprocess
import sys

import pytest

BUSY = 120  # seconds, of a thread that draws something
SOON = 60  # seconds, of a machine that is busy
STARTING = """
import asyncio, time
from backend.cli.serving import _run, _Stop

async def work():
    stop = _Stop()
    drawing = asyncio.get_running_loop().run_in_executor(None, time.sleep, {busy})
    print("begun", flush=True)
    await {until}
    print("closed", flush=True)

_run(work())
"""


@pytest.mark.parametrize(
    ("stopped_by", "until", "told"),
    [
        (signal.SIGINT, "drawing", "begun\n\nStopping …\n"),
        (signal.SIGTERM, "stop.asked()", "begun\n\nStopping …\nclosed\n"),
    ],
)
def test_neither_a_start_nor_a_thread_at_work_keeps_a_stopped_process(stopped_by: signal.Signals, until: str, told: str) -> None:
    program = [sys.executable, "-c", STARTING.format(busy=BUSY, until=until)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:  # our own program
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(stopped_by)
        said, _ = process.communicate(timeout=SOON)
    assert (process.returncode, f"begun\n{said}") == (0, told)


def test_whoever_presses_again_does_not_wait_for_what_is_closing() -> None:
    program = [sys.executable, "-c", STARTING.format(busy=BUSY, until=f"stop.asked(); await asyncio.sleep({BUSY})")]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:  # our own program
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        assert [process.stdout.readline() for _ in range(2)] == ["\n", "Stopping …\n"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=SOON)
    assert process.returncode == 1
