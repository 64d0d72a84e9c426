"""The table of a report's life keeps its promises whatever is added to it."""

import pytest

from backend.handling.life import NEXT, next_statuses
from models.enums import ReportStatus


@pytest.mark.parametrize("status", ReportStatus)
def test_every_status_has_its_row_and_none_leads_to_itself_back_to_received_or_to_withdrawn(status: ReportStatus) -> None:
    assert not {status, ReportStatus.MOTTAGEN, ReportStatus.ATERKALLAD} & NEXT[status]


@pytest.mark.parametrize("status", [status for status in ReportStatus if status.is_open])
def test_every_open_report_can_be_closed(status: ReportStatus) -> None:
    assert ReportStatus.AVSLUTAD in NEXT[status]


def test_only_what_was_decided_is_followed_up() -> None:
    before = {status for status, after in NEXT.items() if ReportStatus.UPPFOLJD in after}

    assert before == {ReportStatus.ATGARD_BESLUTAD, ReportStatus.INSTRUKTION_GIVEN, ReportStatus.KAN_INTE_PAVERKAS}


def test_choices_come_in_the_order_of_a_report_s_life() -> None:
    choices = next_statuses(ReportStatus.LYFT)

    assert choices == tuple(status for status in ReportStatus if status in choices)
    assert next_statuses(ReportStatus.ATERKALLAD) == ()
