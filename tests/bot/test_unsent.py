"""What is held of what people have told and not sent."""

from datetime import UTC, datetime, timedelta

from bot.unsent import JOINS, Told, Unsent

AT = datetime(2026, 3, 12, 10, tzinfo=UTC)


def test_what_is_too_old_is_let_go_as_soon_as_anybody_asks() -> None:
    unsent = Unsent()
    unsent.keep(1, Told("m-1", "FK kom inte", "FK kom inte", AT, AT))
    unsent.answered(1, "FK kom inte", AT, AT)
    assert unsent.latest(2, AT + JOINS) is None
    assert (unsent._told, unsent._answered) == ({}, {})


def test_what_was_told_since_is_not_forgotten() -> None:
    unsent, later = Unsent(), AT + timedelta(minutes=1)
    first, second = Told("m-1", "a", "a", AT, AT), Told("m-2", "b", "b", later, later)
    unsent.keep(1, first)
    unsent.keep(1, second)
    unsent.forget(1, first)
    assert unsent.latest(1, later) is second
