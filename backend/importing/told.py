"""What became of an import, for whoever keeps the sheet: by row number and what to do, without a word of what stood there."""

import csv
import io
from collections.abc import Iterator

from backend.i18n import Texts
from backend.importing.mapping import Column, Mapped
from backend.importing.rows import Remark
from backend.importing.running import Result, RowResult


def report_file(result: Result, texts: Texts, locale: str) -> str:
    """Return the rows to look at as text for a CSV file that a Swedish Excel opens: semicolons, and a mark for UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([texts.t(locale, key) for key in ("import.row", "import.outcome", "import.what_to_do")])
    for each in result.told:
        writer.writerow([each.row, texts.t(locale, f"import.outcome.{each.outcome}"), reasons(each, texts, locale)])
    return "\ufeff" + out.getvalue()


def reasons(result: RowResult, texts: Texts, locale: str) -> str:
    """Return all that there is to tell of a row, in one line."""
    return " ".join(say(remark, texts, locale) for remark in result.remarks)


def say(remark: Remark, texts: Texts, locale: str) -> str:
    """Return what to tell of a row."""
    return texts.t(
        locale,
        f"import.reason.{remark.reason}",
        column=texts.t(locale, f"import.column.{remark.column}") if remark.column else "",
        kinds=", ".join(texts.t(locale, f"span.{kind}") for kind in remark.kinds),
    )


def mapping_lines(table: Mapped, texts: Texts, locale: str) -> Iterator[tuple[str, str, str]]:
    """Yield each header of the sheet, the name of the column that it is read as, and what that is in words."""
    by_place = {place: column for column, place in table.columns.items()}
    for place, header in enumerate(table.headers):
        if header:
            yield header, *_named(by_place.get(place), texts, locale)


def _named(column: Column | None, texts: Texts, locale: str) -> tuple[str, str]:
    return (str(column), texts.t(locale, f"import.column.{column}")) if column else ("-", texts.t(locale, "import.not_read"))
