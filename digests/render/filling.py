"""How an edition's first pages are filled: each part in the roomiest of its drafts for which there is room left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from digests.document import Document, Section, leading

Part = tuple[Section, ...]
"""A section, or sections that share the width; empty where they stand in the annex alone."""


@dataclass(frozen=True, slots=True)
class Filling:
    """The drafts of one edition, from the roomiest to the shortest, each part of which is chosen by itself.

    Drafts differ in their parts, and in the sentences that lead to what stands in the annex alone; nothing else.
    """

    drafts: Sequence[Document]

    @property
    def variants(self) -> list[Part]:
        """Every part as it stands in any of the drafts, each once."""
        return list(dict.fromkeys(filter(None, (_part(draft, keys) for keys in self._units for draft in self.drafts))))

    def filled(self, heights: Mapping[Part, float], room: float) -> Document:
        """Return the edition with as much as goes into the room that its parts have together.

        All begin in the shortest draft. Draft by draft each part, in the order in which they are read, gets what it has there,
        unless that takes more room than is left.
        """
        chosen = dict.fromkeys(self._units, self.drafts[-1])
        left = room - sum(_height(draft, keys, heights) for keys, draft in chosen.items())
        for draft in reversed(self.drafts[:-1]):
            for keys, now in chosen.items():
                more = _height(draft, keys, heights) - _height(now, keys, heights)
                if more <= left:
                    chosen[keys], left = draft, left - more
        return self._joined(chosen)

    @property
    def _units(self) -> list[tuple[str, ...]]:
        """The keys of the sections that are chosen together, in the order in which they stand."""
        units: list[tuple[str, ...]] = []
        beside = False
        for section in self.drafts[0].sections:
            units[-1:] = [(*units[-1], section.key)] if beside else [*units[-1:], (section.key,)]
            beside = section.beside
        return units

    def _joined(self, chosen: Mapping[tuple[str, ...], Document]) -> Document:
        shortest = self.drafts[-1]
        sections = tuple(section for keys, draft in chosen.items() for section in _part(draft, keys))
        source = {key: draft for keys, draft in chosen.items() for key in keys}
        annex = (
            next((each for each in source.get(section.key, shortest).annex if each.key == section.key), None)
            for section in shortest.annex
        )
        return replace(
            shortest,
            lead=leading(shortest.lead, sections),
            sections=sections,
            annex=tuple(section for section in annex if section),
        )


def _part(draft: Document, keys: Sequence[str]) -> Part:
    return tuple(section for section in draft.sections if section.key in keys)


def _height(draft: Document, keys: Sequence[str], heights: Mapping[Part, float]) -> float:
    part = _part(draft, keys)
    return heights[part] if part else 0
