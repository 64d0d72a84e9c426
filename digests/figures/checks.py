"""Reconciling: figures that were asked for in different ways must agree before anybody is shown them."""

from collections.abc import Iterable

from digests.figures.counts import Answers, Flow


class FiguresDisagree(Exception):
    """Two ways of counting the same thing gave different numbers. `table` says where; no edition is made."""

    def __init__(self, table: str, expected: int, found: int) -> None:
        """Keep the table's name and the two numbers, which the log tells."""
        super().__init__(f"{table}: {expected} was expected, {found} was found")
        self.table = table
        self.expected = expected
        self.found = found


def agree(table: str, expected: int, found: int) -> None:
    """Raise `FiguresDisagree` unless the two numbers are the same."""
    if expected != found:
        raise FiguresDisagree(table, expected, found)


def check_flow(table: str, flow: Flow) -> None:
    """Raise unless carried over + new - closed = open, and no report says two things of whether it is closed."""
    agree(f"{table}: carried over + new - closed = open", flow.carried + flow.new - flow.closed, flow.open)
    agree(f"{table}: status and day of closing", 0, flow.contradicting)


def check_answers(table: str, answers: Answers) -> None:
    """Raise unless in time + late + unanswered = due, with none of them below nothing."""
    told = (answers.in_time, answers.late, answers.unanswered)
    agree(f"{table}: in time + late + unanswered = due", answers.due, sum(max(count, 0) for count in told))


def add_flows(flows: Iterable[Flow]) -> Flow:
    """Return the sum of several flows, with the oldest day of all."""
    every = list(flows)
    return Flow(
        carried=sum(flow.carried for flow in every),
        new=sum(flow.new for flow in every),
        closed=sum(flow.closed for flow in every),
        open=sum(flow.open for flow in every),
        overdue=sum(flow.overdue for flow in every),
        oldest=min((flow.oldest for flow in every if flow.oldest), default=None),
        contradicting=sum(flow.contradicting for flow in every),
    )
