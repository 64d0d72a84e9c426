"""What a förbund makes its own of the taxonomy: named, hidden and divided in its file, and so in every way in and out."""

from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest
from sqlmodel import col, select

from backend.categories.proposal import Candidate, Proposal
from backend.categories.taxonomy import Taxonomy, standard_taxonomy
from backend.database import AsyncSession, stored_id
from backend.directory.file import BadDirectory, Directory, read_directory
from backend.directory.load import load_into
from backend.directory.vocabulary import own_taxonomy, read_vocabulary
from backend.errors import DomainError
from backend.handling.handle import Handling, handle_report
from backend.handling.views import report_view
from backend.i18n import Texts
from backend.importing.cells import Values
from backend.reporting.log import ReportDraft
from backend.reporting.own import change_report
from backend.reporting.understand import Understander
from models import AuditEvent, Forbund, LocalCategory, Report
from models.enums import PartyCode, Slag
from tests.house import NOW, TEXT, House, make_own, small_house

STANDARD = standard_taxonomy()


class Sure:
    """A categoriser that always says the same."""

    def propose(self, text: str) -> Proposal:
        candidates = (Candidate("NARVARO", 0.8), Candidate("KONTAKT", 0.15), Candidate("TILLIT", 0.05))
        return Proposal(candidates=candidates, slag=Slag.BRIST, recurring=None)


def directory(**said: object) -> Directory:
    return Directory.model_validate(
        {
            "forbund": {"slug": "hoglandet", "name": "Höglandet", "email": "forbundet@hoglandet.example"},
            "kommuner": [{"code": "0687", "name": "Tranås"}],
            **said,
        }
    )


async def own(house: House) -> Taxonomy:
    async with house.database.read(house.forbund_id) as session:
        return await own_taxonomy(session, STANDARD)


async def load(house: House, **said: object) -> None:
    async with house.database.begin_for_every_forbund() as session:
        await load_into(session, directory(**said), NOW)


async def stored(session: AsyncSession, report_id: int | None) -> Report:
    return (await session.exec(select(Report).where(col(Report.id) == report_id))).one()


async def test_the_file_names_hides_and_divides_and_can_take_it_all_back(database_url: str) -> None:
    async with small_house(database_url) as house:
        assert await own(house) is STANDARD
        sent = {"under": "NARVARO", "code": "SENT", "name": "Sent återbud", "name_en": "Late notice"}
        await load(
            house,
            categories=[{"code": "NARVARO", "name": "Uteblivna parter"}, {"code": "TILLIT", "hidden": True}],
            subcategories=[sent],
        )
        taxonomy = await own(house)
        assert taxonomy.label("NARVARO:SENT") == "Uteblivna parter – Sent återbud"
        assert set(STANDARD.codes) ^ set(taxonomy.codes) == {"TILLIT", "NARVARO:SENT"}

        await load(house)
        assert await own(house) == taxonomy, "what the file doesn't mention stays"
        await load(house, categories=[{"code": "NARVARO"}, {"code": "TILLIT"}], subcategories=[{**sent, "active": False}])
        assert (await own(house)).codes == STANDARD.codes
        assert (await own(house)).label("NARVARO:SENT") == "Närvaro och deltagande – Sent återbud", "retired, never deleted"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"categories": [{"code": "NARVAR", "name": "x"}]}, "there is no category 'NARVAR' in the taxonomy"),
        ({"categories": [{"code": "OVRIGT", "hidden": True}]}, "OVRIGT can't be hidden"),
        ({"subcategories": [{"under": "OVRIGT", "code": "X_Y", "name": "x"}]}, "OVRIGT can't be divided"),
        ({"subcategories": [{"under": "INGEN", "code": "X_Y", "name": "x"}]}, "there is no category 'INGEN'"),
        ({"categories": [{"code": "NARVARO", "name": "Tillit och Bemötande"}]}, "'tillit och bemötande' stands twice"),
        ({"categories": [{"code": "NARVARO"}, {"code": "NARVARO"}]}, "the category 'NARVARO' stands twice"),
        ({"subcategories": [{"under": "NARVARO", "code": "sent", "name": "x"}]}, "pattern"),
        ({"subcategories": [{"under": "NARVARO", "code": "SENT", "name": ""}]}, "at least 1 character"),
    ],
)
def test_what_the_taxonomy_cannot_be_made_to_say_is_refused(said: dict[str, object], told: str) -> None:
    with pytest.raises((BadDirectory, ValueError), match=told):
        directory(**said)


def test_a_wrong_code_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "forbund.toml"
    path.write_text(
        resources.files("backend.demo").joinpath("hoglandet.toml").read_text("utf-8")
        + '\n[[categories]]  # ours\ncode = "NARVARO"\nname = "Borta"\n\n[[categories]]\nname = "Nära"\ncode = "NARA"\n'
        + '\n[[subcategories]]\nunder = "INGEN"\ncode = "X_Y"\nname = "Y"\n\n[[categories]]\ncode = "NARVARO"\n',
        "utf-8",
    )
    lines = path.read_text("utf-8").splitlines()
    nara, ingen = lines.index('code = "NARA"') + 1, lines.index('under = "INGEN"') + 1
    with pytest.raises(BadDirectory) as refused:
        read_directory(path)
    assert str(refused.value).splitlines() == [
        f"{path}: line {nara}: there is no category 'NARA' in the taxonomy",
        f"{path}: line {ingen}: there is no category 'INGEN' in the taxonomy",
        f"{path}: line {len(lines) - 1}: the category 'NARVARO' stands twice",
    ]


async def test_a_forbund_sees_its_own_alone(database_url: str) -> None:
    async with small_house(database_url) as house:
        await make_own(house, "NARVARO", name="Uteblivna parter")
        async with house.database.begin_for_every_forbund() as session:
            other = Forbund(slug="sjoar", name="Sjöar", email="forbundet@sjoar.example")
            session.add(other)
            await session.flush()
        async with house.database.read(stored_id(other)) as session:
            assert await own_taxonomy(session, STANDARD) is STANDARD


async def test_a_finer_category_is_stored_beside_the_one_that_counts(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await make_own(house, "NARVARO", sub="SENT", name="Sent återbud")
        report = await house.report(category="NARVARO:SENT")
        assert (report.category, report.subcategory, report.reporter_category) == ("NARVARO", "SENT", "NARVARO")
        assert report.taxonomy_version == "1"
        async with house.database.read(house.forbund_id) as session:
            assert (await report_view(session, stored_id(report), for_handler=True)).category == "NARVARO:SENT"


@pytest.mark.parametrize("category", ["NARVARO:INGEN", "TILLIT", "TILLIT:TON", ":SENT", "NARVARO:"])
async def test_what_is_not_offered_is_not_stored(sqlite_url: str, category: str) -> None:
    async with small_house(sqlite_url) as house:
        await make_own(house, "TILLIT", offered=False)
        await make_own(house, "TILLIT", sub="TON", name="Hård ton")
        with pytest.raises(DomainError, match=r"error\.category_unknown"):
            await house.report(category=category)


async def test_the_coordinator_divides_and_the_trail_says_so(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await make_own(house, "NARVARO", sub="SENT", name="Sent återbud")
        report = await house.report()
        async with house.database.begin(house.forbund_id) as session:
            await handle_report(session, house.coordinator, stored_id(report), Handling(category="NARVARO:SENT"), "s1", NOW)
        async with house.database.begin(house.forbund_id) as session:
            trail = (await session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc()))).first()
            assert trail
            assert trail.details["subcategory"] == [None, "SENT"]
            assert "category" not in trail.details, "the category is the same"
            await handle_report(session, house.coordinator, stored_id(report), Handling(category="KONTAKT"), "s2", NOW)
            after = await stored(session, report.id)
            assert (after.category, after.subcategory) == ("KONTAKT", None)


async def test_a_finer_category_is_no_cause(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await make_own(house, "KONTAKT", sub="VAXEL", name="Växeln")
        report = await house.report()
        async with house.database.begin(house.forbund_id) as session:
            with pytest.raises(DomainError, match=r"error\.category_unknown"):
                handling = Handling(corrections={"secondary_category": "KONTAKT:VAXEL"})
                await handle_report(session, house.coordinator, stored_id(report), handling, "s1", NOW)


async def test_a_cause_is_never_the_category_itself_however_fine(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await make_own(house, "NARVARO", sub="SENT", name="Sent återbud")
        report = await house.report(category="NARVARO:SENT")
        async with house.database.begin(house.forbund_id) as session:
            with pytest.raises(DomainError, match=r"error\.secondary_same"):
                handling = Handling(corrections={"secondary_category": "NARVARO"})
                await handle_report(session, house.coordinator, stored_id(report), handling, "s1", NOW)


async def test_a_report_of_a_category_that_was_hidden_afterwards_can_still_be_handled(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        report = await house.report()
        await make_own(house, "NARVARO", offered=False)
        async with house.database.begin(house.forbund_id) as session:
            handling = Handling(category="NARVARO", answer="Vi tar upp det.")
            kept = await handle_report(session, house.coordinator, stored_id(report), handling, "s1", NOW)
            assert kept.category == "NARVARO"


async def test_the_reporter_can_change_to_a_finer_one(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await make_own(house, "NARVARO", sub="SENT", name="Sent återbud")
        report = await house.report()
        draft = ReportDraft(text=TEXT, kommun_id=house.tranas, parties=(PartyCode.FK,), category="NARVARO:SENT")
        async with house.database.begin(house.forbund_id) as session:
            await change_report(session, house.reporter, stored_id(report), draft, STANDARD, "s1", NOW)
            after = await stored(session, report.id)
            assert (after.category, after.subcategory) == ("NARVARO", "SENT")


async def test_what_is_hidden_is_not_proposed_and_makes_nothing_else_likelier(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await make_own(house, "NARVARO", offered=False)
        async with house.database.read(house.forbund_id) as session:
            vocabulary = await read_vocabulary(session)
    understood = Understander(Sure(), vocabulary).understand(TEXT, datetime(2026, 3, 12, tzinfo=UTC))
    assert [(one.code, one.p) for one in understood.candidates] == [("KONTAKT", 0.15), ("TILLIT", 0.05)]


async def test_an_old_sheet_is_read_by_own_names_standard_names_and_hidden_ones(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await make_own(house, "NARVARO", name="Uteblivna parter")
        await make_own(house, "NARVARO", sub="SENT", name="Sent återbud")
        await make_own(house, "TILLIT", offered=False)
        values = Values(Texts(("backend",)), await own(house))
    found = [
        values.category(cell) for cell in ("uteblivna parter", "Närvaro och deltagande", "Sent återbud", "Tillit och bemötande")
    ]
    assert found == ["NARVARO", "NARVARO", "NARVARO:SENT", "TILLIT"]


async def test_a_finer_category_without_a_name_is_refused_by_the_database(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        with pytest.raises(Exception, match="CHECK"):
            await make_own(house, "NARVARO", sub="SENT")
        async with house.database.read(house.forbund_id) as session:
            assert (await session.exec(select(LocalCategory))).all() == []
