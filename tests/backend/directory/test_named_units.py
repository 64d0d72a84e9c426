"""Which units of the directory a text names, and who is told."""

import pytest

from backend.directory.named_units import DirectoryUnit, units_named
from backend.handling.views import report_view
from models import UnitAlias
from tests.house import small_house

UNITS = (
    DirectoryUnit("Bra Liv Tranås", ("VC Tranås",), ("Tranås",)),
    DirectoryUnit("Bra Liv Aneby", (), ("Aneby",)),
    DirectoryUnit("Psykiatriska kliniken Vetlanda", ("psyk Vetlanda",), ("Vetlanda", "Sävsjö")),
    DirectoryUnit("Bra Liv Vetlanda", (), ("Vetlanda",)),
    DirectoryUnit("Försäkringskassan Nässjö", ("FK Nässjö",), ("Tranås", "Aneby")),
    DirectoryUnit("Norra vårdcentralen", ("vc  norra", "vcn*"), ("Eksjö",)),
)


@pytest.mark.parametrize(
    ("text", "kommun", "named"),
    [
        ("Bra Liv Tranås svarar inte", "Tranås", ("Bra Liv Tranås",)),
        ("vc tranås och FK Nässjö kom inte", "Aneby", ("Bra Liv Tranås", "Försäkringskassan Nässjö")),
        ("rehabkoord på VC Bra Liv svarar inte", "Tranås", ("Bra Liv Tranås",)),
        ("Bra Liv svarar inte", "Aneby", ("Bra Liv Aneby",)),
        ("kom inte på bra liv igår", "Aneby", ("Bra Liv Aneby",)),
        ("Rehabkoordinatorn svarar inte", "Aneby", ()),
        ("VC  Norra svarar inte", "Eksjö", ("Norra vårdcentralen",)),
        ("vcn svarar inte, vc norra inte heller", "Eksjö", ("Norra vårdcentralen",)),
        ("Bra Liv svarar inte", "Eksjö", ()),
        ("Försäkringskassan kom inte", "Tranås", ()),
        ("Samverkan fungerar inte", "Tranås", ()),
        ("Vi levde ett bra liv i Tranås kommun", "Tranås", ()),
        ("", "Tranås", ()),
    ],
)
def test_a_unit_is_named_by_the_directorys_names_alone(text: str, kommun: str, named: tuple[str, ...]) -> None:
    assert units_named(UNITS, text, kommun) == named
    assert units_named((), text, kommun) == ()


async def test_who_handles_a_report_is_told_which_unit_it_names_and_its_reporter_need_not_be(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        async with house.database.begin(house.forbund_id) as session:
            session.add(UnitAlias(unit_id=1, alias="förmedlingskontoret"))
        report = await house.report(text="Förmedlingskontoret svarade inte på tre veckor")
        async with house.database.read(house.forbund_id) as session:
            assert report.id is not None
            assert (await report_view(session, report.id, for_handler=True)).units == ("AF Tranås",)
            assert (await report_view(session, report.id, for_handler=False)).units == ()
