"""Which kommun a fråga concerns: that of the reports in it, wherever these have been moved since."""

import sqlalchemy as sa
from sqlmodel import col

from models import Issue, Report


def kommun_of_issue() -> sa.ScalarSelect[int | None]:
    """Return the id of a fråga's kommun as a column beside `Issue`; NULL when its reports come from several kommuner.

    A fråga that has been emptied has the kommun that it was opened for.
    """
    kommuner = sa.func.count(sa.distinct(col(Report.kommun_id)))
    kommun = sa.case((kommuner == 0, col(Issue.kommun_id)), (kommuner == 1, sa.func.min(col(Report.kommun_id))))
    return sa.select(kommun).where(col(Report.issue_id) == col(Issue.id)).correlate(Issue).scalar_subquery()
