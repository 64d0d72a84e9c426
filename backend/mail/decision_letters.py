"""The letters about what a group decided: to its convener, who is asked, and to those who go on from there."""

from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.issues.heard import decided_title
from backend.issues.held import find_held
from backend.links import Links
from backend.mail.letter import Letter
from backend.mail.paper import Content, Paper, recipient_of
from backend.times import local_date, say_date
from models import OutboxMessage


class DecisionLetters:
    """Writes them from the frågor as they stand when they are sent."""

    def __init__(self, paper: Paper, links: Links) -> None:
        """Write on this paper; a link signs for its reader."""
        self._paper = paper
        self._links = links

    async def asked(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter; raise NeedlessError when all has been answered meanwhile, or the meeting is cancelled."""
        to = await recipient_of(session, message)
        held = await find_held(session, message.subject_id, message.created_at)
        if not held.waiting:
            raise NeedlessError("answered")
        say = self._paper.speaker(to.locale)
        day = say_date(local_date(held.starts_at), to.locale)
        again = "again" in message.details
        content = Content(
            subject=say(f"letter.decisions.{'again' if again else 'subject'}", group=held.group, day=day),
            title=say("page.decisions.title"),
            sentences=[say("letter.decisions.what", group=held.group, day=day), say("letter.decisions.told")],
            quotes=[(f"{asked.title} ({asked.number})", asked.question) for asked in held.waiting],
            press=(
                say("letter.decisions.press"),
                self._links.to("decisions", message.forbund_id, held.id, to.person_id),
            ),
            closing=[say("letter.decisions.why"), say("letter.personal_link")],
        )
        return self._paper.write(to, content)

    async def told(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter that tells what became of the frågor that were answered just then."""
        to = await recipient_of(session, message)
        held = await find_held(session, message.subject_id, message.created_at)
        say = self._paper.speaker(to.locale)
        day = say_date(local_date(held.starts_at), to.locale)
        title = say(decided_title(message), group=held.group, day=day)
        told = held.among(message.details["lifts"])
        content = Content(
            subject=title,
            title=title,
            sentences=[say("decided.what")],
            facts=[(f"{asked.title} ({asked.number})", asked.stands(say)) for asked in told],
            press=(
                say("decided.press"),
                self._links.to("decisions", message.forbund_id, held.id, to.person_id),
            ),
            closing=[say("decided.why"), say("letter.personal_link")],
        )
        return self._paper.write(to, content)
