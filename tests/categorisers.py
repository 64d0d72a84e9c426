"""Categorisers for tests."""

from backend.categories.proposal import Categoriser
from backend.database import AsyncSession


class OneForAll:
    """The same categoriser in every förbund."""

    def __init__(self, categoriser: Categoriser) -> None:
        self._categoriser = categoriser

    async def of(self, session: AsyncSession) -> Categoriser:
        """As `Categorisers` says."""
        return self._categoriser
