"""A group whose members are asked for Spindeln."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from backend.database import stored_id
from backend.spindel.answer import answer_measurement
from backend.spindel.aspects import ASPECTS
from backend.spindel.start import start_measurement
from models import Group, GroupKommun, OutboxMessage, Person, Role, SpindelMeasurement, SpindelTally
from models.enums import GroupKind, NoticeKind, RoleName
from tests.house import NOW, House, conversation_of

ALL_GOOD = dict.fromkeys(ASPECTS, 3)


@dataclass
class Ring:
    """A group of Tranås in the small förbund: its members, the first of whom convenes it and is in Teams."""

    house: House
    group: int
    members: list[Person]

    async def start(self, now: datetime = NOW, closes_on: date | None = None, submit: str = "s1") -> int:
        """Start a measurement by the convener and return its id."""
        async with self.house.database.begin(self.house.forbund_id) as session:
            return stored_id(await start_measurement(session, self.members[0], self.group, closes_on, submit, now))

    async def answer(self, measurement: int, member: int, answers: Mapping[int, int] | None = None, now: datetime = NOW) -> bool:
        """Answer as one of the members, ganska bra everywhere unless told otherwise."""
        async with self.house.database.begin(self.house.forbund_id) as session:
            return await answer_measurement(session, self.members[member], measurement, answers or ALL_GOOD, now)

    async def tallies(self, measurement: int) -> dict[tuple[int, int], int]:
        """Return the sums that aren't nought."""
        async with self.house.database.read(self.house.forbund_id) as session:
            rows = await session.exec(select(SpindelTally).where(SpindelTally.measurement_id == measurement))
            return {(row.aspect, row.value): row.count for row in rows if row.count}

    async def measurements(self) -> list[SpindelMeasurement]:
        """Return the group's measurements, the first first."""
        async with self.house.database.read(self.house.forbund_id) as session:
            return list((await session.exec(select(SpindelMeasurement).order_by(col(SpindelMeasurement.id)))).all())

    async def told(self, kind: NoticeKind = NoticeKind.SPINDEL_ASKED) -> list[OutboxMessage]:
        """Return what is queued of a kind, the first first."""
        async with self.house.database.read(self.house.forbund_id) as session:
            found = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(col(OutboxMessage.id))
            return list((await session.exec(found)).all())


async def ring_of(house: House, members: int = 6, months: tuple[int, ...] = ()) -> Ring:
    """Make the group with so many members."""
    async with house.database.begin(house.forbund_id) as session:
        group = Group(slug="tranas", kind=GroupKind.LSG, name="LSG Tranås", spindel_months=list(months))
        session.add(group)
        await session.flush()
        group_id = stored_id(group)
        session.add(GroupKommun(group_id=group_id, kommun_id=house.tranas))
        people = [
            Person(name=f"Ledamot {number}", entra_id=f"e-{number}", email=f"ledamot{number}@tranas.example")
            for number in range(members)
        ]
        session.add_all(people)
        await session.flush()
        for number, person in enumerate(people):
            role = RoleName.LEDAMOT if number else RoleName.SAMMANKALLANDE
            session.add(Role(person_id=stored_id(person), role=role, group_id=group_id))
        session.add(conversation_of(people[0]))
    return Ring(house, group_id, people)
