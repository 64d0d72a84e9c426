"""A group that met yesterday: its convener, and the frågor that stood on its paper."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from backend.database import stored_id
from backend.issues.decide import lift_issue
from backend.issues.gather import open_issue
from models import Group, GroupKommun, GroupMeeting, Lift, MeetingLift, Person, Role
from models.enums import GroupKind, PartyCode, Paverkbar, RoleName
from tests.house import NOW, House, conversation_of

MET = NOW - timedelta(days=1)


@dataclass
class Met:
    """The ids of a meeting, its group and the questions before it, and the convener."""

    meeting: int
    group: int
    lifts: list[int]
    issues: list[int]
    convener: Person


async def group_that_met(house: House, questions: int = 2, at: datetime = MET, asked: bool = True) -> Met:
    """Let Tranås' LSG meet with so many frågor on its paper, each of one report; `asked`: its convener has been asked."""
    async with house.database.begin(house.forbund_id) as session:
        group = Group(slug="tranas", kind=GroupKind.LSG, name="LSG Tranås")
        convener = Person(name="Stina Exempel", entra_id="e-stina", email="stina@hoglandet.example")
        session.add_all([group, convener])
        await session.flush()
        group_id = stored_id(group)
        meeting = GroupMeeting(group_id=group_id, starts_at=at)
        role = Role(person_id=stored_id(convener), role=RoleName.SAMMANKALLANDE, group_id=group_id)
        session.add_all([meeting, role, conversation_of(convener), GroupKommun(group_id=group_id, kommun_id=house.tranas)])
        await session.flush()
        meeting_id = stored_id(meeting)
    issues = []
    for number in range(questions):
        report = stored_id(await house.report(f"held-{number}"))
        async with house.database.begin(house.forbund_id) as session:
            title = f"Fråga {number + 1}"
            issue = await open_issue(session, house.coordinator, title, Paverkbar.LOKALT, [report], f"o{number}", NOW)
            issues.append(stored_id(issue))
            await lift_issue(session, house.coordinator, issues[-1], group_id, "Ska vi?", PartyCode.FK, f"l{number}", NOW)
    async with house.database.begin(house.forbund_id) as session:
        lifts = [stored_id(lift) for lift in await session.exec(select(Lift).order_by(col(Lift.id)))]
        if asked:
            session.add_all(MeetingLift(group_meeting_id=meeting_id, lift_id=lift_id) for lift_id in lifts)
    return Met(meeting_id, group_id, lifts, issues, convener)


async def make_board(house: House) -> int:
    """The förbund's board, which takes what is lifted further; its id."""
    async with house.database.begin(house.forbund_id) as session:
        board = Group(slug="styrelsen", kind=GroupKind.STYRELSE, name="Styrelsen")
        session.add(board)
        await session.flush()
        return stored_id(board)
