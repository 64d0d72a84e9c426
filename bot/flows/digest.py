"""`sammanfatta Tranås`: the latest edition for a kommun's group, to those it is made for."""

from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.directory.people import roles_of
from backend.reporting.understand import Understanding
from bot.cards.edition import edition_card
from bot.desk import Desk, read_kommuner
from bot.turn import Turn
from digests.frozen import document_of, summary
from models import Edition, Group, GroupKommun, Kommun
from models.enums import EditionStatus, GroupKind, RoleName

# Förbundets office sees every group's edition.
_OFFICE = (RoleName.FORBUNDSCHEF, RoleName.VERKSAMHETSUTVECKLARE)
_LOCAL = (GroupKind.LSG, GroupKind.STYRGRUPP)


async def hear(desk: Desk, turn: Turn, understood: Understanding) -> None:
    """Send the latest edition of the kommun that was named, or of the one group that the person belongs to."""
    words = desk.words(turn.locale)
    async with desk.database.read(turn.forbund_id) as session:
        groups = await _local_groups(session)
        readable = await _readable(session, turn.person_id, groups)
        kommun = understood.kommun or _only_kommun(readable)
        # A kommun may have an LSG and a styrgrupp: the one that the person may read comes first.
        group = next((group for group, name in (*readable, *groups) if name == kommun), None)
        edition = await _latest(session, group) if group else None
        example = next((name for _, name in (await read_kommuner(session)).listed), "")
    if kommun is None:
        await turn.reply(words.t("card.edition.which", example=example))
    elif group and (group, kommun) not in readable:
        await turn.reply(words.t("card.edition.not_yours", place=kommun))
    elif edition is None:
        await turn.reply(words.t("card.edition.none", place=kommun))
    else:
        url = desk.links.to("edition", turn.forbund_id, stored_id(edition), turn.person_id)
        await turn.reply(edition_card(summary(document_of(edition), desk.texts, words.locale), url, words))


async def _local_groups(session: AsyncSession) -> list[tuple[Group, str]]:
    """Return the groups that look at one kommun or more, once with each kommun's name."""
    found = await session.exec(
        select(Group, Kommun.name)
        .join(GroupKommun, col(GroupKommun.group_id) == col(Group.id))
        .join(Kommun, col(Kommun.id) == col(GroupKommun.kommun_id))
        .where(col(Group.kind).in_(_LOCAL), col(Group.active))
        .order_by(Kommun.name)
    )
    return [(group, name) for group, name in found]


async def _readable(session: AsyncSession, person_id: int, groups: list[tuple[Group, str]]) -> list[tuple[Group, str]]:
    """Return the groups whose editions the person may see: a member's, a coordinator's kommun's, the office's all."""
    roles = await roles_of(session, person_id)
    if any(role.role in _OFFICE for role in roles):
        return groups
    member_of = {role.group_id for role in roles if role.group_id}
    serves = {role.kommun_id for role in roles if role.kommun_id}
    names = set(await session.exec(select(Kommun.name).where(col(Kommun.id).in_(serves))))
    return [(group, name) for group, name in groups if group.id in member_of or name in names]


def _only_kommun(readable: list[tuple[Group, str]]) -> str | None:
    names = {name for _, name in readable}
    return names.pop() if len(names) == 1 else None


async def _latest(session: AsyncSession, group: Group) -> Edition | None:
    done = select(Edition).where(Edition.group_id == group.id, Edition.status == EditionStatus.KLAR)
    return (await session.exec(done.order_by(col(Edition.as_of).desc()).limit(1))).first()
