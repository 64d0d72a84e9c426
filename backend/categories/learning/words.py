"""Shares and agreement as people read them; a share of few is told without per cent."""

from babel.numbers import format_decimal

from backend.categories.learning.kappa import Kappa
from backend.i18n import Texts

# With fewer, one report is five points, and per cent seem to know more than they do.
FEWEST_FOR_PERCENT = 20


def share_words(texts: Texts, locale: str, count: int, of: int) -> str:
    """Return `24 av 31 (77 %)`; without per cent when there are few, and a dash for none of none."""
    if not of:
        return "–"
    if of < FEWEST_FOR_PERCENT:
        return texts.t(locale, "page.agreement.of", n=count, m=of)
    return texts.t(locale, "page.agreement.percent", n=count, m=of, percent=round(100 * count / of))


def kappa_words(texts: Texts, locale: str, kappa: Kappa) -> list[str]:
    """Return the sentences that tell how two readings agree, with the caution that so many texts call for."""
    said = [texts.t(locale, "page.kappa.alike", share=share_words(texts, locale, kappa.agreed, kappa.texts))]
    if kappa.value is None or kappa.low is None or kappa.high is None:
        return [*said, texts.t(locale, "page.kappa.too_few")]
    value, low, high = (
        format_decimal(part, format="0.00", locale=locale).replace("-", "–") for part in (kappa.value, kappa.low, kappa.high)
    )
    said.append(texts.t(locale, "page.kappa.value", value=value, low=low, high=high))
    return [*said, texts.t(locale, "page.kappa.few")] if kappa.few else said
