"""The numbers that every edition of events has, as they are laid beside another's."""

from digests.editions.common import share
from digests.figures.counts import Answers
from digests.periods import Period
from digests.say import Voice


def days(voice: Voice, period: Period) -> tuple[str, str]:
    """Return how many days a period has, by name."""
    return voice.t("compare.days"), voice.whole(period.days)


def numbers(
    voice: Voice, period: Period, new: int, still_open: int, successes: int, answers: Answers
) -> tuple[tuple[str, str], ...]:
    """Return the days of a period, its events, those still open, the answers in time, and the framgångsfaktorer, by name."""
    return (
        days(voice, period),
        (voice.sentence(voice.t("new.label.many")), voice.whole(new)),
        (voice.sentence(voice.t("open.label.many")), voice.whole(still_open)),
        (voice.sentence(voice.t("answered.label")), share(voice, answers)),
        (voice.t("column.successes"), voice.whole(successes)),
    )
