"""Parties as a card carries them: codes with commas between."""

from models.enums import PartyCode


def to_parties(carried: str) -> tuple[PartyCode, ...]:
    """Return the parties in the order of the vocabulary, each once; unknown codes are left out."""
    codes = {code.strip() for code in carried.split(",")}
    return tuple(party for party in PartyCode if party in codes)


def own_party(carried: str) -> PartyCode | None:
    """Return the one party that a person works for; None when none was chosen."""
    return next((party for party in PartyCode if party == carried), None)
