"""Monday's letter to whoever receives for kommuner."""

from collections.abc import Callable
from datetime import date, datetime

from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.errors import NotAllowedError
from backend.links import Links
from backend.mail.letter import Letter
from backend.mail.paper import Content, Paper, recipient_of
from backend.times import local_date, utc_now
from backend.weekly import read_week, week_lines
from models import OutboxMessage, Person


class WeekLetters:
    """Writes it from what there is when it is sent. `clock` gives the present moment; a test gives its own."""

    def __init__(self, paper: Paper, links: Links, clock: Callable[[], datetime] = utc_now) -> None:
        """Write on this paper; a link signs for its reader."""
        self._paper = paper
        self._links = links
        self._clock = clock

    async def monday(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter; raise NeedlessError for one who receives nothing any more, or has said that they want none."""
        to = await recipient_of(session, message)
        person = await session.get_one(Person, to.person_id)
        if not person.told_weekly:
            raise NeedlessError("not_wanted")
        monday = date.fromordinal(message.subject_id)
        try:
            week = await read_week(session, person, monday, local_date(self._clock()))
        except NotAllowedError:
            raise NeedlessError("not_handler") from None
        say = self._paper.speaker(to.locale)
        inbox = self._links.to("inbox", message.forbund_id, 0, to.person_id)
        heading = say("week.title", number=monday.isocalendar().week, kommuner=", ".join(week.kommuner))
        content = Content(
            subject=heading,
            title=heading,
            sentences=week_lines(week, say),
            press=(say("letter.patterns.press"), inbox),
            closing=[say("letter.week.why", url=f"{inbox}/veckan"), say("letter.personal_link")],
        )
        return self._paper.write(to, content)
