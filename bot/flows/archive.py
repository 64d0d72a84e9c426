"""`arkivet`: the way to every edition that a person may read."""

from bot.cards.elements import card, open_url, text, title
from bot.desk import Desk
from bot.flows.lists import asks_for
from bot.turn import Turn
from digests.find import Search, find_editions

asks_for_it = asks_for(
    r"arkiv(?:et)?|(?:(?:gamla|tidigare|old|earlier)\s+)?(?:underlag(?:en)?|papers|digests)|archive",
    before=r"visa|öppna|se|sök|hitta|mina|alla|våra|show|open|find|my|our|all|the|i|in",
)


async def hear(desk: Desk, turn: Turn) -> None:
    """Send the way to the archive with how much there is; who may read nothing is told so."""
    words = desk.words(turn)
    async with desk.database.read(turn.forbund_id) as session:
        found = await find_editions(session, turn.person_id, Search(), words.locale)
    if not found.total:
        await turn.reply(words.t("find.nothing"))
        return
    heading = words.t("find.title")
    url = desk.links.to("archive", turn.forbund_id, 0, turn.person_id)
    said = words.t(f"find.card.{'one' if found.total == 1 else 'many'}", total=found.total, title=found.rows[0].title)
    body = [title(heading), text(said)]
    await turn.reply(card(body, [open_url(words.t("find.open"), url)], summary=heading, locale=words.locale))
