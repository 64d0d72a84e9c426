"""Sets the exhibits up: a house of its own with the demo, in which drafts are approved, papers made and one of them corrected."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

from sqlmodel import col, select

from backend.categories.proposal import Categoriser
from backend.categories.taxonomy import Taxonomy
from backend.database import Database, migrate, stored_id
from backend.demo.seed import seed_demo
from backend.every_forbund import every_forbund
from backend.i18n import SWEDISH, Texts
from backend.links import Links
from backend.mail.letter import Letter
from backend.times import local_date
from digests.compose import compose, with_words
from digests.corrections import Correction, correct_edition
from digests.demo import approve_drafts, demo_words
from digests.document import Document
from digests.drafts.telling import tell_drafts
from digests.drafts.words import Words
from digests.frozen import Frozen, document_in, freeze
from digests.gallery.exhibits import WIDE, Cards, Chapter, Exhibit
from digests.kind import Due, Kind
from digests.kinds import KINDS
from digests.kinds.quarters import last_due_quarter
from digests.languages import in_language, language_of
from digests.letters import edition_writer
from digests.outside import publish
from digests.periods import Span
from digests.render.forms import Origin
from digests.render.mail import mail
from digests.render.text import text
from digests.say import Voice
from digests.schedule import run_due
from models import Edition, EditionTranslation, Group, GroupMeeting, OutboxMessage, Person, Publication, Report
from models.enums import Channel, EditionKind, NoticeKind

ENGLISH = "en"
LEASE = timedelta(hours=1)
DRAFTED = timedelta(days=4)
"""So long before the day the drafts are told that nobody has approved."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stand:
    """The house of the exhibits: its database and förbund, and what draws in it, on one day."""

    database: Database
    forbund_id: int
    texts: Texts
    taxonomy: Taxonomy
    now: datetime
    cards: Cards
    links: Links

    async def editions(self) -> Chapter:
        """Return an edition of each kind, of the group that has most to tell; a local group's is what was approved and sent."""
        exhibits = []
        for kind in KINDS.values():
            if kind.key is EditionKind.LSG:
                exhibits.append(await self._sent("lsg", await self._version(1), thorough=True))
                continue
            made = [await self._frozen(await self._as_of(kind, group)) for group in await self._groups(kind)]
            if made:
                frozen, due = max(made, key=lambda each: len(each[0].html))
                thorough = kind.key is EditionKind.STYRELSE
                exhibits.append(self.made(str(kind.key), frozen, due.period.until, thorough=thorough))
        return Chapter("editions", exhibits)

    async def variants(self) -> Chapter:
        """Return what an edition is at other times: uncommented, with nothing new, corrected."""
        approved, kind = await self._version(1), KINDS[EditionKind.LSG]
        async with self.database.read(self.forbund_id) as session:
            group = (await session.exec(select(Group).where(Group.id == approved.group_id))).one()
        uncommented, due = await self._frozen(await self._as_of(kind, group), Words())
        quiet, early = await self._quiet(kind)
        told = [
            replace(self.made("lsg-uncommented", uncommented, due.period.until), page=()),
            replace(self.made("lsg-nothing-new", quiet, early.period.until), page=(WIDE,)),
            replace(await self._sent("lsg-corrected", await self._corrected(approved)), page=(WIDE,)),
        ]
        return Chapter("variants", [replace(exhibit, office=None) for exhibit in told])

    async def english(self) -> Chapter:
        """Return editions as who reads English gets them: a local group's, corrected as well, the board's quarter and half."""
        told = [replace(await self._sent("lsg-en", await self._version(1), locale=ENGLISH), page=(WIDE,))]
        for kind in (EditionKind.STYRELSE, EditionKind.HALVAR):
            for board in await self._groups(KINDS[kind]):
                made, due = await self._frozen(await self._as_of(KINDS[kind], board), locale=ENGLISH)
                told.append(replace(self.made(f"{kind}-en", made, due.period.until), office=None, page=(WIDE,)))
        corrected = await self._sent("lsg-corrected-en", await self._version(2), locale=ENGLISH)
        return Chapter("english", [*told, replace(corrected, office=None, page=())])

    async def outside(self) -> Chapter:
        """Return the board's editions as they may leave the förbund: of the last quarter, and of the last year.

        The year's was due in January: what was due then is made first, so that nothing else may be drawn after this.
        """
        year = Span(local_date(self.now).year - 1)
        await run_due(self.database, self.texts, self.taxonomy, year.due_at, LEASE)
        told = []
        for kind, days in ((EditionKind.STYRELSE, last_due_quarter(self.now)), (EditionKind.AR, year)):
            for board in await self._groups(KINDS[kind]):
                made = await publish(self.database, self.texts, self.taxonomy, board, days, self.now)
                told.append(self.made(f"{kind}-outside", made, days.period.until))
        return Chapter("outside", told)

    async def _groups(self, kind: Kind) -> Sequence[Group]:
        async with self.database.read(self.forbund_id) as session:
            active = select(Group).where(col(Group.active), kind.groups()).order_by(col(Group.id))
            return (await session.exec(active)).all()

    async def _as_of(self, kind: Kind, group: Group) -> Due:
        async with self.database.read(self.forbund_id) as session:
            return await kind.as_of(session, group, local_date(self.now) - DAY)

    async def _frozen(self, due: Due, words: Words | None = None, locale: str = SWEDISH) -> tuple[Frozen, Due]:
        async with self.database.snapshot(self.forbund_id) as session:
            composed = await compose(session, due, self.texts, self.taxonomy, locale)
        if words is not None:
            composed = with_words(composed, words, Voice(self.texts, self.taxonomy, composed.drafts[0].locale))
        return await freeze(composed, self.texts), due

    async def _version(self, version: int) -> Edition:
        """Return the edition that was made of the draft that somebody approved: the first, or its correction."""
        async with self.database.read(self.forbund_id) as session:
            found = (
                select(Edition)
                .join(Group, col(Group.id) == col(Edition.group_id))
                .where(Edition.kind == EditionKind.LSG, Group.slug == demo_words()["draft"]["group"], Edition.version == version)
            )
            return (await session.exec(found)).first() or missing()

    async def _quiet(self, kind: Kind) -> tuple[Frozen, Due]:
        """Return the paper of the first days after a meeting in which nobody reported anything."""
        for group in await self._groups(kind):
            async with self.database.snapshot(self.forbund_id) as session:
                held = select(GroupMeeting.starts_at).where(
                    GroupMeeting.group_id == group.id, col(GroupMeeting.starts_at) < self.now
                )
                for starts_at in (await session.exec(held.order_by(col(GroupMeeting.starts_at).desc()))).all():
                    due = await kind.as_of(session, group, local_date(starts_at) + DAY)
                    composed = await compose(session, due, self.texts, self.taxonomy)
                    if composed.drafts[0].numbers[0].value == "0":
                        return await freeze(composed, self.texts), due
        return missing()

    async def _corrected(self, edition: Edition) -> Edition:
        """Return the correction of an edition in which one event had a wrong category."""
        async with self.database.begin(self.forbund_id) as session:
            during = col(Report.reported_at).between(edition.as_of - (edition.period_end - edition.period_start), edition.as_of)
            wrong = (await session.exec(select(Report).where(during, Report.category == "NARVARO").limit(1))).first() or missing()
            wrong.category = "KONTAKT"
        said = Correction(because=demo_words()["correction"]["because"])
        return await correct_edition(
            self.database, self.texts, self.taxonomy, self.forbund_id, stored_id(edition), said, self.now
        )

    def made(
        self,
        name: str,
        edition: Edition | EditionTranslation | Publication | Frozen,
        as_of: datetime,
        letter: Letter | None = None,
        *,
        thorough: bool = False,
    ) -> Exhibit:
        """Return an edition in every form; `letter` is how it was sent, where it was."""
        document = document_in(edition.figures)
        read, annex = (self.texts.t(document.locale, key) for key in ("paper.read_link", "paper.mail.annex"))
        link = self.links.to("edition", self.forbund_id, 0, None)
        return Exhibit(
            name=name,
            title=document.title,
            parts=_headings(document),
            pdf=edition.pdf or b"",
            html=edition.html,
            mail=letter.html if letter else mail(document, (), (), link, read, annex),
            text=letter.text if letter else text(document),
            card=self.cards.edition(document),
            office=(document, Origin(as_of, self.taxonomy.version)),
            thorough=thorough,
        )

    async def _sent(self, name: str, edition: Edition, *, locale: str = SWEDISH, thorough: bool = False) -> Exhibit:
        """Return an edition as its readers got it who read this language."""
        async with self.database.read(self.forbund_id) as session:
            told = select(OutboxMessage, Person).join(Person, col(OutboxMessage.person_id) == col(Person.id))
            mails = told.where(
                OutboxMessage.kind == NoticeKind.EDITION,
                OutboxMessage.channel == Channel.MAIL,
                OutboxMessage.subject_id == edition.id,
            )
            found = (await session.exec(mails.order_by(col(OutboxMessage.id)))).all()
            message = next((message for message, person in found if language_of(person) == locale), None) or missing()
            letter = await edition_writer(self.links, self.texts)(session, message)
            read = await in_language(session, edition, locale)
        return self.made(name, read, edition.as_of, letter, thorough=thorough)


def missing() -> NoReturn:
    """Raise LookupError: the demo has changed, and what the gallery shows of it is no longer there."""
    raise LookupError("the demo has nothing of the kind")


def _headings(document: Document) -> list[str]:
    every = (*document.sections, *document.annex)
    return list(dict.fromkeys(section.heading for section in every))


@asynccontextmanager
async def demo_house(
    texts: Texts, taxonomy: Taxonomy, categoriser: Categoriser, now: datetime
) -> AsyncIterator[tuple[Database, int]]:
    """Give a database with the demo, in which drafts were approved and what is due has been made, and its förbund."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'gallery.db'}"
        await migrate(url)
        database = Database(url)
        try:
            await seed_demo(database, taxonomy, lambda: categoriser, now)
            (forbund_id,) = await every_forbund(database)
            await approve_drafts(database, texts, taxonomy, now)
            await tell_drafts(database, now - DRAFTED)
            await run_due(database, texts, taxonomy, now, LEASE)
            yield database, forbund_id
        finally:
            await database.close()
