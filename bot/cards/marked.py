"""What the guard found, shown where it stands: struck out, with what is put in its place."""

from collections.abc import Iterator, Sequence

from bot.cards.elements import Element, box, run, runs, text
from bot.words import Words

AROUND = 40  # characters that let the writer recognise the place
MOST_PLACES = 4

Place = tuple[int, int, str]  # start, end, kind: as PersonalDataError tells it
Found = Sequence[tuple[str, Sequence[Place]]]  # each text with its places


def marked(found: Found, words: Words, button: str) -> Element:
    """Return a box that says what was found and why it can't stay, with each place in its sentence.

    `button` is the label of the one that takes the proposal.
    """
    excerpts = [_excerpt(written, sorted(places), number) for written, places in found for number in range(len(places))]
    kinds = ", ".join(dict.fromkeys(words.t(f"span.{kind}") for _, places in found for _, _, kind in sorted(places)))
    rows = [text(words.t("card.guard.found", kinds=kinds), bold=True), text(words.t("card.guard.why"))]
    rows += [runs(*excerpt) for excerpt in excerpts[:MOST_PLACES]]
    if len(excerpts) > MOST_PLACES:
        rows.append(text(words.t("card.guard.more", count=len(excerpts) - MOST_PLACES)))
    rows.append(text(words.t("card.guard.proposal", button=button)))
    return box(rows, "warning")


def _excerpt(written: str, places: Sequence[Place], number: int) -> Iterator[Element]:
    """Yield one place with what stands around it, up to its neighbours: each is told by itself."""
    start, end, kind = places[number]
    earliest = max(start - AROUND, places[number - 1][1] if number else 0)
    latest = min(end + AROUND, places[number + 1][0] if number + 1 < len(places) else len(written))
    if before := _one_line(written[earliest:start]):
        yield run(f"… {before.lstrip()}" if earliest else before)
    yield run(_one_line(written[start:end]), strikethrough=True)
    yield run(f" [{kind}]", weight="Bolder", highlight=True)
    if after := _one_line(written[end:latest]):
        yield run(f"{after.rstrip()} …" if latest < len(written) else after)


def _one_line(written: str) -> str:
    return written.replace("\n", " ")
