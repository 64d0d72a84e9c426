"""Signed links: whoever holds one may see just that page, as the person it was sent to, for a limited time."""

from datetime import timedelta
from typing import Any, Literal

from itsdangerous import BadData, URLSafeTimedSerializer

from backend.errors import DomainError

LinkKind = Literal["edition", "report", "meeting", "inbox", "issue", "sign_in"]
# An edition is read again at the next year's meeting; a link to handle a report should not outlive its handling, and the inbox,
# which opens everything that a person handles, gets a new link with every notice. A fråga is followed up after a year.
# A link to sign in by is used at once, and once: a row says so.
PAGES: dict[LinkKind, tuple[str, timedelta]] = {
    "edition": ("utgava", timedelta(days=400)),
    "report": ("rapport", timedelta(days=120)),
    "meeting": ("mote", timedelta(days=120)),
    "inbox": ("inkorg", timedelta(days=30)),
    "issue": ("fraga", timedelta(days=400)),
    "sign_in": ("logga-in", timedelta(minutes=15)),
}


class Links:
    """Makes and reads signed links."""

    def __init__(self, secret_key: str, public_url: str) -> None:
        """Sign by the key; links start with the address that people reach the product by."""
        self._signers = {kind: URLSafeTimedSerializer(secret_key, salt=f"link:{kind}") for kind in PAGES}
        self._public_url = public_url.rstrip("/")

    def to(self, kind: LinkKind, forbund_id: int, subject_id: int, person_id: int | None) -> str:
        """Return the address of a page for a person, or for the förbund's own mailbox when `person_id` is None."""
        token = self._signers[kind].dumps([forbund_id, subject_id, person_id])
        return f"{self._public_url}/{PAGES[kind][0]}/{token}"

    def read(self, kind: LinkKind, token: str) -> tuple[int, int, int | None]:
        """Return förbund, subject and person of a link's token; raise DomainError("error.link") when forged or too old."""
        try:
            value: Any = self._signers[kind].loads(token, max_age=int(PAGES[kind][1].total_seconds()))
            forbund_id, subject_id, person_id = value
        except (BadData, TypeError, ValueError) as error:
            raise DomainError("error.link") from error
        return forbund_id, subject_id, person_id
