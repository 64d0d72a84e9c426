"""A host that doesn't answer is left alone, and found again."""

from bot.seam.circuit import FAILURES, REST_SECONDS, Circuits

HOST = "connector.example.test"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Circuits:
    circuits = Circuits(clock)
    for _ in range(FAILURES):
        assert circuits.lets_through(HOST)
        circuits.failed(HOST)
    return circuits


def test_failures_in_a_row_open_it_for_that_host_only() -> None:
    circuits = broken(Clock())
    assert not circuits.lets_through(HOST)
    assert circuits.lets_through("another.example.test")


def test_after_its_rest_one_call_tries_while_the_others_wait() -> None:
    clock = Clock()
    circuits = broken(clock)
    clock.now += REST_SECONDS
    assert [circuits.lets_through(HOST) for _ in range(3)] == [True, False, False]
    circuits.failed(HOST)
    assert not circuits.lets_through(HOST)


def test_an_answer_closes_it() -> None:
    clock = Clock()
    circuits = broken(clock)
    clock.now += REST_SECONDS
    assert circuits.lets_through(HOST)
    circuits.answered(HOST)
    assert [circuits.lets_through(HOST) for _ in range(3)] == [True] * 3


def test_failures_with_answers_between_them_never_open_it() -> None:
    circuits = Circuits(Clock())
    for _ in range(FAILURES * 3):
        circuits.failed(HOST)
        circuits.answered(HOST)
    assert circuits.lets_through(HOST)
