"""The week in short, and whether Monday's note is to come."""

from backend.database import stored_id
from models import Person, Role
from models.enums import RoleName
from tests.backend.web.conftest import Site


async def test_the_week_is_a_page_of_the_inbox_where_the_note_is_stopped_and_started(site: Site) -> None:
    await site.house.report()
    path = site.path("inbox", 0, site.house.coordinator.id)
    assert "/veckan" in await site.page(path)

    for answer, shown, told in (("nej", "Du får inget veckobrev", False), ("ja", "På måndagar får du ett veckobrev", True)):
        async with site.client.post(f"{path}/veckan", data={"told": answer}, allow_redirects=False) as response:
            assert response.status == 303
        page = await site.page(response.headers["Location"])
        assert shown in page
        assert "Sparat." in page
        async with site.house.database.read(site.house.forbund_id) as session:
            assert (await session.get_one(Person, site.house.coordinator.id)).told_weekly is told


async def test_only_one_who_receives_now_is_shown_the_way_to_it(site: Site) -> None:
    async with site.house.database.begin(site.house.forbund_id) as session:
        deputy = Person(name="Ditte Exempel", email="ditte@hoglandet.example")
        session.add(deputy)
        await session.flush()
        session.add(Role(person_id=stored_id(deputy), role=RoleName.STALLFORETRADARE, kommun_id=site.house.tranas))
    path = site.path("inbox", 0, deputy.id)
    assert "/veckan" not in await site.page(path), "the coordinator receives"

    async with site.house.database.begin(site.house.forbund_id) as session:
        (await session.get_one(Person, site.house.coordinator.id)).active = False
    assert "/veckan" in await site.page(path)
    await site.page(f"{path}/veckan")


async def test_nonsense_is_refused_and_so_is_one_who_receives_nothing(site: Site) -> None:
    path = site.path("inbox", 0, site.house.coordinator.id)
    async with site.client.post(f"{path}/veckan", data={"told": "kanske"}) as response:
        assert response.status == 400
    await site.page(f"{site.path('inbox', 0, site.house.reporter.id)}/veckan", 403)
    await site.page(f"{site.path('inbox', 0, None)}/veckan", 403)
