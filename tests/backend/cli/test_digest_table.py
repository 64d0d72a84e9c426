"""Tables of digests in a terminal."""

import io

from rich.console import Console

from backend.cli.digest import in_three_columns
from digests.document import Column, Row, Table


def test_deliveries_fit_a_terminal_with_every_word_of_theirs() -> None:
    names = ("Role", "To", "Form", "Language", "State", "When")
    cells = (
        "Convener of Styrgruppen för Lotsen, Another party", "f···@hoglandet.example", "PDF", "Swedish",
        "Couldn't be delivered (5.1.1)", "Sunday 22 November 2026 22:12",
    )  # fmt: skip
    told = Table("", tuple(Column(name, numeric=False) for name in names), (Row(cells),))
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(in_three_columns(told))
    lines = console.export_text().splitlines()

    assert max(map(len, lines)) <= 80
    assert len(lines) <= 2 + 4
    assert all(word in " ".join(lines) for cell in cells for word in cell.split())
