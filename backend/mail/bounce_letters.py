"""The letter about an address that lets what is sent to it come back."""

from sqlmodel import select

from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.mail.letter import Letter
from backend.mail.paper import Content, Paper, recipient_of
from backend.times import local_date, say_date
from models import OutboxMessage, Person


class BounceLetters:
    """Writes it from the letter that came back last."""

    def __init__(self, paper: Paper) -> None:
        """Write on this paper."""
        self._paper = paper

    async def told(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter; raise NeedlessError when the person has left, or has another address, or none, since."""
        to = await recipient_of(session, message)
        back = (await session.exec(select(OutboxMessage).where(OutboxMessage.id == message.subject_id))).one()
        person = (await session.exec(select(Person).where(Person.id == back.person_id))).first()
        if person is not None and not (person.active and person.email):
            raise NeedlessError("left")
        say = self._paper.speaker(to.locale)
        address = (person.email if person else back.address) or ""
        subject = say("letter.bounces.subject", who=person.name if person else address)
        day = say_date(local_date(back.bounced_at or message.created_at), to.locale)
        content = Content(
            subject=subject,
            title=subject,
            sentences=[say("letter.bounces.what", address=address, code=back.bounce_code, day=day), say("letter.bounces.mend")],
        )
        return self._paper.write(to, content)
