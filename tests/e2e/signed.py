"""Links as the running product signs them, for pages that no button on the way of a test leads to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel import col, select

from backend.database import AsyncSession, Database, stored_id
from backend.links import Links
from backend.settings import Environment, Settings
from backend.times import utc_now
from digests.drafts.telling import tell_drafts
from models import (
    CodingSample,
    Draft,
    Edition,
    Group,
    GroupMeeting,
    Meeting,
    Pattern,
    Person,
    SignIn,
    SpindelInvitation,
)
from models.enums import MeetingStatus
from tests.e2e.product import KARIN, Product

CHIEF = "folke.exempel@hoglandet.example"


@asynccontextmanager
async def _opened(product: Product) -> AsyncIterator[tuple[AsyncSession, Links]]:
    settings = Settings(environment=Environment.DEVELOPMENT, data_dir=product.folder / "data", public_url=product.url)
    database = Database(settings.effective_database_url)
    await tell_drafts(database, utc_now())  # as the clock does, which not every test starts
    async with database.read_every_forbund() as session:
        yield session, Links(settings.secret_key.get_secret_value(), product.url)
    await database.close()


async def _person(session: AsyncSession, email: str) -> Person:
    return (await session.exec(select(Person).where(Person.email == email))).one()


async def links_of_work(product: Product) -> list[str]:
    """Return what was decided, how papers come, Spindeln to be answered, a sample to be coded, a pattern, and meetings.

    A meeting to be fixed and one that is fixed, each as the coordinator and as its caller sees it.
    """
    async with _opened(product) as (session, links):
        karin, chief = await _person(session, KARIN.email), await _person(session, CHIEF)
        group = (await session.exec(select(Group).where(Group.name == "LSG Tranås"))).one()
        held = (await session.exec(select(GroupMeeting).where(GroupMeeting.group_id == group.id))).first()
        asked = (await session.exec(select(SpindelInvitation))).first()
        sample = (await session.exec(select(CodingSample))).one()
        pattern = (await session.exec(select(Pattern))).first()
        ahead = select(Meeting).where(col(Meeting.status).in_((MeetingStatus.BEGART, MeetingStatus.BOKAT)))
        meetings = (await session.exec(ahead)).all()
    assert held
    assert asked
    assert {meeting.status for meeting in meetings} == {MeetingStatus.BEGART, MeetingStatus.BOKAT}
    forbund = karin.forbund_id
    return [
        links.to("decisions", forbund, stored_id(held), karin.id),
        links.to("wish", forbund, stored_id(group), karin.id),
        links.to("spindel", forbund, asked.measurement_id, asked.person_id),
        links.to("sample", forbund, stored_id(sample), sample.reader_id),
        *([links.to("pattern", forbund, stored_id(pattern), chief.id)] if pattern else []),
        *(links.to("meeting", forbund, stored_id(each), who) for each in meetings for who in (karin.id, each.caller_id)),
    ]


async def links_of_papers(product: Product) -> list[str]:
    """Return the chief's way in to the archive, each draft, and the archive of each group that has an edition."""
    async with _opened(product) as (session, links):
        chief = await _person(session, CHIEF)
        drafts = (await session.exec(select(Draft.id))).all()
        editions = (await session.exec(select(Edition.id))).all()
    assert editions
    forbund = chief.forbund_id
    return [
        links.to("archive", forbund, 0, chief.id),
        *(links.to("draft", forbund, draft or 0, chief.id) for draft in drafts),
        *(links.to("edition", forbund, edition or 0, chief.id) for edition in editions),
        f"{links.to('edition', forbund, editions[0] or 0, chief.id)}/arkiv",
    ]


async def newest_sign_in(product: Product) -> str:
    """Return the link that the last letter to sign in by holds."""
    async with _opened(product) as (session, links):
        row = (await session.exec(select(SignIn).order_by(col(SignIn.id).desc()))).first()
    assert row
    return links.to("sign_in", row.forbund_id, stored_id(row), None)
