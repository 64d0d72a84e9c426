"""The letters about Spindeln: to those who are asked, and to who speaks for the group."""

from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.links import Links
from backend.mail.letter import Letter
from backend.mail.paper import Content, Paper, recipient_of
from backend.spindel.answer import group_name, read_asking, read_closed
from backend.spindel.aspects import FEWEST
from backend.times import say_date
from models import OutboxMessage, Person


class SpindelLetters:
    """Writes them from the measurement as it stands when they are sent."""

    def __init__(self, paper: Paper, links: Links) -> None:
        """Write on this paper; a link signs for its reader."""
        self._paper = paper
        self._links = links

    async def asked(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter with the way to the questions; raise NeedlessError for one who has nothing to answer any more."""
        to = await recipient_of(session, message)
        person = await session.get(Person, message.person_id)
        asking = await read_asking(session, message.subject_id, person, message.created_at)
        if not asking.answers:
            raise NeedlessError("nothing_to_answer")
        say = self._paper.speaker(to.locale)
        day = say_date(asking.last_day, to.locale)
        content = Content(
            subject=say(f"letter.spindel.{'again' if 'again' in message.details else 'subject'}", group=asking.group, day=day),
            title=say("page.spindel.title"),
            sentences=[
                say("page.spindel.what"),
                f"{say('spindel.anonymous')} {say('spindel.shown', fewest=FEWEST)}",
                say("spindel.last_day", day=day),
            ],
            press=(say("letter.spindel.press"), self._link(message, to.person_id)),
            closing=[say("letter.spindel.why", group=asking.group), say("letter.personal_link")],
        )
        return self._paper.write(to, content)

    async def closed(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter that tells how many answered, with the way to the result if there is one."""
        to = await recipient_of(session, message)
        closed = await read_closed(session, message.subject_id)
        say = self._paper.speaker(to.locale)
        subject = say("letter.spindel.closed", group=closed.group, answered=closed.answered, asked=closed.asked)
        content = Content(
            subject=subject,
            title=subject,
            sentences=[say("letter.spindel.closed.what") if closed.told else say("letter.spindel.closed.few", fewest=FEWEST)],
            press=(say("letter.spindel.closed.press"), self._link(message, to.person_id)) if closed.told else None,
            closing=[
                say("letter.spindel.for_group", group=closed.group),
                *([say("letter.personal_link")] if closed.told else []),
            ],
        )
        return self._paper.write(to, content)

    async def too_few(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter that tells why a planned measurement hasn't begun, and how it may."""
        to = await recipient_of(session, message)
        group = await group_name(session, message.subject_id)
        say = self._paper.speaker(to.locale)
        content = Content(
            subject=say("letter.spindel.too_few", group=group),
            title=say("letter.spindel.too_few", group=group),
            sentences=[
                say("page.spindel.too_few", members=message.details["members"], fewest=FEWEST),
                say("letter.spindel.too_few.mend"),
            ],
            closing=[say("letter.spindel.for_group", group=group)],
        )
        return self._paper.write(to, content)

    def _link(self, message: OutboxMessage, person_id: int | None) -> str:
        return self._links.to("spindel", message.forbund_id, message.subject_id, person_id)
