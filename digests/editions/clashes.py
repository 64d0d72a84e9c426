"""What the board can't change itself: rules that stand against one another, and frågor that only the nation can solve."""

from digests.document import Item, Section
from digests.editions.questions import gathered
from digests.figures.national import Matter
from digests.figures.styrelse import StyrelseFigures
from digests.say import Voice


def clashes(voice: Voice, figures: StyrelseFigures) -> Section:
    """Return how many events concern rules that stand against one another, and the frågor that only the nation can solve.

    What those are about nobody says: where there are any the heading names both.
    """
    counts = [
        voice.counted("clashes.category", theme.count, category=voice.in_sentence(voice.category(theme.code)))
        for theme in figures.clashes
    ]
    if figures.national_elsewhere:
        counts.append(voice.counted("clashes.national", figures.national_elsewhere))
    paragraph = " ".join(voice.sentence(count) for count in counts) or voice.t("clashes.nothing")
    items = tuple(_matter(voice, matter) for matter in figures.national)
    return Section("clashes", voice.t("clashes.heading.nation" if items else "clashes.heading"), (paragraph,), items)


def _matter(voice: Voice, matter: Matter) -> Item:
    state = voice.texts.t(voice.locale, f"issue_status.{matter.status}")
    reports = gathered(voice, matter.reports) if matter.reports else None
    return Item(f"{matter.title} ({matter.number})", "", tuple(fact for fact in (matter.kommun, state, reports) if fact))
