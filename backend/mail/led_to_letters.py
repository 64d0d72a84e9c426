"""The half-year's letter to whoever has reported: what it led to."""

from babel.lists import format_list

from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.i18n import Texts
from backend.led_to import Half, read_led_to
from backend.mail.letter import Letter
from backend.mail.paper import Content, Paper, recipient_of
from models import OutboxMessage, Person


class LedToLetters:
    """Writes it from what stands when it is sent."""

    def __init__(self, paper: Paper) -> None:
        """Write on this paper."""
        self._paper = paper

    async def told(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter; raise NeedlessError for one who has wished it away, or when there is nothing left to tell."""
        to = await recipient_of(session, message)
        person = await session.get_one(Person, to.person_id)
        if not person.told_of_own:
            raise NeedlessError("not_wanted")
        half = Half(message.details["year"], message.details["half"])
        told = await read_led_to(session, person.id or 0, half)
        if not told.led:
            raise NeedlessError("nothing")
        say = self._paper.speaker(to.locale)
        kommuner = format_list(told.kommuner, locale=Texts.locale(to.locale))
        content = Content(
            subject=say("led_to.title"),
            title=say("led_to.title"),
            sentences=[say(f"led_to.lead.{half.number}", year=half.year, kommuner=kommuner)],
            quotes=[(led.title, "\n".join(led.lines(say))) for led in told.led],
            closing=[*([say("led_to.more", n=told.more)] if told.more else []), say("led_to.why", kommuner=kommuner)],
        )
        return self._paper.write(to, content)
