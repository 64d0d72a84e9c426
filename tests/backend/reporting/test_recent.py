from backend.reporting.privacy import find
from backend.reporting.recent import Recent


class Counted:
    """A function that counts how often it was called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> int:
        self.calls += 1
        return self.calls


def test_the_same_texts_are_worked_on_once() -> None:
    recent, made = Recent[int](2), Counted()
    assert [recent.get(["Maria", "i Tranås"], made) for _ in range(3)] == [1, 1, 1]


def test_texts_that_are_parted_otherwise_are_others() -> None:
    recent, made = Recent[int](9), Counted()
    parted: tuple[list[str], ...] = (["Maria", "Ek"], ["MariaEk"], ["Mari", "aEk"], ["MariaEk", ""], ["\ud800"], [])
    assert [recent.get(texts, made) for texts in parted] == [1, 2, 3, 4, 5, 6]


def test_the_oldest_is_forgotten_when_there_are_too_many() -> None:
    recent, made = Recent[int](2), Counted()
    for text in ("a", "b", "c"):
        recent.get([text], made)
    assert recent.get(["c"], made) == 3
    assert recent.get(["a"], made) == 4


def test_nothing_that_was_written_is_kept() -> None:
    recent = Recent[int](9)
    recent.get(["Maria Ek har ringt"], lambda: 1)
    assert "Maria" not in repr(vars(recent))


def test_what_is_known_or_cleared_is_looked_at_anew() -> None:
    text = "Jag ringde Maria igår"
    [span] = find(text)
    assert find(text, cleared=["Maria"]) == find(text, known=["Maria"]) == ()
    assert find(text) == (span,)
