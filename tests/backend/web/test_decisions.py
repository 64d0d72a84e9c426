"""The page on which a convener tells what the group decided."""

from uuid import uuid4

from sqlmodel import col, select

from backend.database import stored_id
from models import MeetingLift
from models.enums import LiftOutcome
from tests.backend.web.conftest import PAGE, Site
from tests.held import Met, group_that_met, make_board

DAY = "11 mars 2026"


def path_of(site: Site, met: Met, person_id: int | None = None) -> str:
    return site.path("decisions", met.meeting, person_id or stored_id(met.convener))


async def send(site: Site, path: str, status: int, **values: str) -> str:
    async with site.client.post(path, data={"key": uuid4().hex, **values}, headers=PAGE) as response:
        assert response.status == status
        return await response.text()


async def outcomes(site: Site) -> list[LiftOutcome | None]:
    async with site.house.database.read(site.house.forbund_id) as session:
        return [row.outcome for row in await session.exec(select(MeetingLift).order_by(col(MeetingLift.id)))]


async def test_each_fraga_is_answered_on_one_page_and_the_rest_later(site: Site) -> None:
    met = await group_that_met(site.house)
    board = await make_board(site.house)
    first, second = met.lifts
    path = path_of(site, met)
    page = await site.page(path)
    assert page.count(f'<option value="lyft_vidare-{board}">Lyft vidare till Styrelsen') == 2
    assert page.count('<option value="lyft_vidare-0">Lyft vidare till nationell nivå') == 2
    assert f"LSG Tranås · {DAY}" in page
    assert page.count("<select") == page.count("<textarea") == 2

    nothing = {f"outcome-{second}": "", f"decision-{second}": ""}
    page = await send(site, path, 200, **{f"outcome-{first}": "beslutad", f"decision-{first}": "Vi provar."}, **nothing)
    assert "Tack, det är sparat." in page
    assert "Vi provar." in page
    assert page.count("Skriv till Karin Exempel (karin@hoglandet.example), som kan rätta det.") == 1
    assert page.count("<select") == 1
    to_whom = {f"outcome-{second}": "lyft_vidare", f"decision-{second}": "Gruppen kan inte betala."}
    page = await send(site, path, 422, **to_whom)
    assert "Välj vem som tar emot frågan när den lyfts vidare." in page
    assert "Gruppen kan inte betala." in page, "nothing that was typed is lost"
    page = await send(site, path, 200, **{**to_whom, f"outcome-{second}": f"lyft_vidare-{board}"})
    assert "Lyft vidare till Styrelsen" in page
    assert "Alla frågor från mötet har ett besked." in page
    assert await outcomes(site) == [LiftOutcome.BESLUTAD, LiftOutcome.LYFT_VIDARE]
    assert "Lifted further to Styrelsen" in await site.page(f"{path}?lang=en")


async def test_what_is_wrong_stands_beside_its_field_with_what_was_written(site: Site) -> None:
    met = await group_that_met(site.house)
    first, second = met.lifts
    said = {f"outcome-{first}": "uppskjuten", f"decision-{first}": "", f"outcome-{second}": "beslutad"}
    page = await send(site, path_of(site, met), 422, **said, **{f"decision-{second}": "Ring 070-174 06 05."})
    assert "<mark>070-174 06 05</mark>" in page
    assert f'aria-describedby="decision-{second}-hint decision-{second}-found"' in page
    assert '<option value="uppskjuten" selected>' in page

    accepted = {**said, f"decision-{second}": "Ring [telefon]."}
    assert "Ring [telefon]." in await send(site, path_of(site, met), 200, **accepted)
    assert await outcomes(site) == [LiftOutcome.UPPSKJUTEN, LiftOutcome.BESLUTAD]


async def test_a_forged_form_and_somebody_else_get_nothing(site: Site) -> None:
    met = await group_that_met(site.house, questions=1)
    path = path_of(site, met)
    await send(site, path, 404, **{"outcome-99": "uppskjuten", "decision-99": ""})
    await send(site, path, 422)
    await site.page(path_of(site, met, stored_id(site.house.reporter)), status=403)
    assert await outcomes(site) == [None]


async def test_whoever_handles_the_fragor_goes_on_from_the_page_and_the_convener_does_not(site: Site) -> None:
    met = await group_that_met(site.house, questions=1)
    assert "Gå vidare med FR-2026-0001" in await site.page(path_of(site, met, stored_id(site.house.coordinator)))
    assert "Gå vidare" not in await site.page(path_of(site, met))
