"""`sammanfatta Tranås`: the latest paper of a kommun's group or the board, or its last quarter, to those it is made for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.directory.receivers import may_handle
from backend.reporting.understand import Understanding
from backend.times import local_date
from bot.cards.edition import edition_card, waiting_card
from bot.cards.elements import Card
from bot.desk import Desk, read_kommuner
from bot.flows.asked_period import Days, UnknownPeriodError, asked_days
from bot.turn import Turn
from bot.words import Words
from digests.asked import count_group, count_insats, count_kommun, edition_of_days
from digests.document import Document
from digests.figures.styrgrupp import count_naming
from digests.frozen import document_of, summary
from digests.groups import follows_insats, is_local
from digests.languages import read_by
from digests.periods import Period, Quarter
from digests.readers import may_read, unread_editions
from digests.say import Voice
from models import Edition, Group, GroupKommun, Insats, Kommun
from models.enums import EditionKind, EditionStatus, GroupKind

_BY_KIND = {
    GroupKind.STYRELSE: re.compile(r"\b(?:styrelse|board)", re.IGNORECASE),
    GroupKind.BEREDNINGSGRUPP: re.compile(r"\bberedning", re.IGNORECASE),
}
_YEARS = (EditionKind.HALVAR, EditionKind.AR)


@dataclass(frozen=True, slots=True)
class _Place:
    """What somebody can name: a kommun, or a group of no kommun by what it is, or by its insatser.

    `group` None: a kommun that no group looks at, by its id. `insatser` are the names of those that the group follows.
    """

    name: str
    group: Group | None
    readable: bool
    local: bool = True
    insatser: tuple[str, ...] = ()
    kommun_id: int | None = None


async def hear(desk: Desk, turn: Turn, understood: Understanding) -> None:
    """Send the latest paper of the kommun that was named, or of the one group that the person belongs to.

    When days are asked for, such as the last quarter, they are counted now; that is no edition, and nothing is kept of it. A
    kommun that no group looks at has no papers: its last quarter is counted, for those who receive there.
    """
    words = desk.words(turn)
    async with desk.database.snapshot(turn.forbund_id) as session:
        places = await _places(session, turn.person_id)
        named = [place for place in places if _is_named(place, turn.text, understood.kommun)]
        # a kommun may have an LSG and a styrgrupp: the one that the person may read comes first
        readable = [place for place in places if place.readable]
        found = named or _only([place for place in readable if place.local]) or _only(readable)
        place = next(iter(sorted(found, key=lambda place: not place.readable)), None)
        if place is None:
            example = next((name for _, name in (await read_kommuner(session)).listed), "")
            answer: Card | str = words.t("card.edition.which", example=example)
        elif not place.readable:
            answer = words.t(f"card.edition.{'not_yours' if place.group else 'no_group'}", place=place.name)
        else:
            answer = await _answer(desk, turn, session, place, words)
    await turn.reply(answer)


async def offer(desk: Desk, turn: Turn) -> None:
    """Send a new person links to the papers that were mailed before the chat was there and haven't been opened, if any."""
    words = desk.words(turn)
    async with desk.database.read(turn.forbund_id) as session:
        editions = await unread_editions(session, turn.person_id)
        readable = [edition for edition in editions if await may_read(session, turn.person_id, edition.group_id)]
    links = [(edition.title, _link(desk, turn, edition)) for edition in readable]
    if links:
        await turn.reply(waiting_card(links, words))


async def _places(session: AsyncSession, person_id: int) -> list[_Place]:
    """Return what can be named: every kommun once with each of its groups, and the groups of no kommun that get papers."""
    found = await session.exec(
        select(Group, Kommun.name)
        .join(GroupKommun, col(GroupKommun.group_id) == col(Group.id))
        .join(Kommun, col(Kommun.id) == col(GroupKommun.kommun_id))
        .where(is_local(), col(Group.active))
        .order_by(Kommun.name)
    )
    places = [_Place(name, group, await may_read(session, person_id, stored_id(group))) for group, name in found]
    others = await session.exec(select(Group).where(sa.or_(col(Group.kind).in_(_BY_KIND), follows_insats()), col(Group.active)))
    for group in others.all():
        group_id = stored_id(group)
        insatser = await session.exec(select(Insats.name).where(Insats.group_id == group_id, col(Insats.active)))
        readable = await may_read(session, person_id, group_id)
        places.append(_Place(group.name, group, readable, local=False, insatser=tuple(insatser)))
    named = {place.name for place in places}
    for kommun_id, name in (await read_kommuner(session)).listed:
        if name not in named:
            handled = await may_handle(session, person_id, kommun_id)
            places.append(_Place(name, None, handled, kommun_id=kommun_id))
    return places


def _is_named(place: _Place, text: str, kommun: str | None) -> bool:
    if place.group is None or place.local:
        return place.name == kommun
    if pattern := _BY_KIND.get(place.group.kind):
        return kommun is None and bool(pattern.search(text))
    return count_naming([place.name, *place.insatser], [text]) > 0


def _only(places: Sequence[_Place]) -> list[_Place]:
    """Return the places of one name, when there is but one."""
    return list(places) if len({place.name for place in places}) == 1 else []


async def _answer(desk: Desk, turn: Turn, session: AsyncSession, place: _Place, words: Words) -> Card | str:
    """Return what was asked for: the days that are named, counted now or as their edition froze them, or the latest paper."""
    try:
        days = asked_days(turn.text, local_date(turn.now))
    except UnknownPeriodError:
        return words.t("card.edition.which_days")
    if place.kommun_id:
        last = Quarter.of(local_date(turn.now)).back(1)
        period, previous = days or (last.period, last.back(1).period)
        counted = await count_kommun(session, place.kommun_id, period, previous, desk.texts, desk.taxonomy, words.locale)
        return _counted_card(desk, turn, counted, place.name, period, None, words)
    if place.group is None:
        raise RuntimeError("a place that is no kommun is a group")
    return await _of_group(desk, turn, session, place, place.group, days, words)


async def _of_group(
    desk: Desk, turn: Turn, session: AsyncSession, place: _Place, group: Group, days: Days | None, words: Words
) -> Card | str:
    if days is None:
        quarterly = not place.local and group.kind is not GroupKind.BEREDNINGSGRUPP
        edition = await _latest_edition(session, group)
        if edition is None:
            return words.t("card.edition.none_board" if quarterly else "card.edition.none", group=group.name)
        return await _edition_card(desk, turn, session, edition, words)
    period, previous = days
    if place.insatser:
        quarter = Quarter.of(period.end)
        if quarter.period.end != period.end:
            return words.t("card.edition.whole_quarters", group=group.name)
        period = quarter.period
    if not place.local and (made := await edition_of_days(session, stored_id(group), period)):
        return await _edition_card(desk, turn, session, made, words)
    counted = (
        await count_insats(session, group, Quarter.of(period.end), desk.texts, desk.taxonomy, words.locale)
        if place.insatser
        else await count_group(session, group, period, previous, desk.texts, desk.taxonomy, words.locale)
    )
    return _counted_card(desk, turn, counted, group.name, period, await _latest_edition(session, group), words)


async def _edition_card(desk: Desk, turn: Turn, session: AsyncSession, edition: Edition, words: Words) -> Card:
    told = await read_by(session, edition, turn.person)
    return edition_card(summary(document_of(told), desk.texts, words.locale), _link(desk, turn, edition), words)


def _counted_card(
    desk: Desk, turn: Turn, counted: Document, name: str, period: Period, latest: Edition | None, words: Words
) -> Card:
    """Return the card of days that were counted now; `latest` is the paper that its button opens, which isn't of these days."""
    voice = Voice(desk.texts, turn.taxonomy, words.locale)
    whole = Quarter.of(period.start)
    told = replace(
        summary(counted, desk.texts, words.locale),
        link_text=words.t("card.edition.latest"),
        title=words.t(
            "card.edition.quarter",
            group=name,
            quarter=voice.quarter(whole) if whole.period == period else voice.period(period),
        ),
    )
    return edition_card(told, _link(desk, turn, latest) if latest else None, words)


async def _latest_edition(session: AsyncSession, group: Group) -> Edition | None:
    """Return a group's latest paper; the board has its years as well."""
    usual = (Edition.group_id == group.id, col(Edition.kind).not_in(_YEARS), Edition.status == EditionStatus.KLAR)
    done = select(Edition).where(*usual)
    return (await session.exec(done.order_by(col(Edition.as_of).desc(), col(Edition.version).desc()).limit(1))).first()


def _link(desk: Desk, turn: Turn, edition: Edition) -> str:
    return desk.links.to("edition", turn.forbund_id, stored_id(edition), turn.person_id)
