"""The week in short, and whether Monday's note is to come."""

from models import Person
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


async def test_nonsense_is_refused_and_so_is_one_who_receives_nothing(site: Site) -> None:
    path = site.path("inbox", 0, site.house.coordinator.id)
    async with site.client.post(f"{path}/veckan", data={"told": "kanske"}) as response:
        assert response.status == 400
    await site.page(f"{site.path('inbox', 0, site.house.reporter.id)}/veckan", 403)
    await site.page(f"{site.path('inbox', 0, None)}/veckan", 403)
