"""Signed links: whoever holds one may see just that page, as the person it was sent to, for a limited time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from itsdangerous import BadData, URLSafeTimedSerializer

from backend.errors import DomainError
from backend.times import utc_now

LinkKind = Literal[
    "edition",
    "archive",
    "draft",
    "report",
    "meeting",
    "inbox",
    "issue",
    "decisions",
    "pattern",
    "sample",
    "spindel",
    "wish",
    "sign_in",
]
# An edition is read again at the next year's meeting; a link to handle a report should not outlive its handling, and those of
# the inbox and the archive, which open everything that a person handles or may read, are given anew. A fråga is followed up after
# a year. A sample is coded in a few sittings; Spindeln's link shows the result afterwards, until the next year's. A link to sign
# in by is used at once, and once: a row says so.
PAGES: dict[LinkKind, tuple[str, timedelta]] = {
    "edition": ("utgava", timedelta(days=400)),
    "archive": ("arkiv", timedelta(days=30)),
    "draft": ("utkast", timedelta(days=120)),
    "wish": ("utskick", timedelta(days=400)),
    "report": ("rapport", timedelta(days=120)),
    "meeting": ("mote", timedelta(days=120)),
    "inbox": ("inkorg", timedelta(days=30)),
    "issue": ("fraga", timedelta(days=400)),
    "decisions": ("beslut", timedelta(days=120)),
    "sample": ("andra-lasaren", timedelta(days=60)),
    "pattern": ("monster", timedelta(days=120)),
    "spindel": ("spindeln", timedelta(days=400)),
    "sign_in": ("logga-in", timedelta(minutes=15)),
}


@dataclass(frozen=True, slots=True)
class Source:
    """What a page was opened by. The links on it end no later, and only those that stem from the inbox lead back to it."""

    ends_at: datetime
    inbox: bool


class Links:
    """Makes and reads signed links."""

    def __init__(self, secret_key: str, public_url: str) -> None:
        """Sign by the key; links start with the address that people reach the product by."""
        self._signers = {kind: URLSafeTimedSerializer(secret_key, salt=f"link:{kind}") for kind in PAGES}
        self._public_url = public_url.rstrip("/")

    def to(self, kind: LinkKind, forbund_id: int, subject_id: int, person_id: int | None, source: Source | None = None) -> str:
        """Return the address of a page for a person, or for the förbund's own mailbox when `person_id` is None.

        A link on a page that was opened by another link has that one as its `source`.
        """
        limits = [int(source.ends_at.timestamp()), source.inbox] if source else []
        token = self._signers[kind].dumps([forbund_id, subject_id, person_id, *limits])
        return f"{self._public_url}/{PAGES[kind][0]}/{token}"

    def read(self, kind: LinkKind, token: str) -> tuple[int, int, int | None]:
        """Return förbund, subject and person of a link's token; raise DomainError("error.link") when forged or too old."""
        return self._open(kind, token)[0]

    def whose(self, kind: LinkKind, token: str) -> tuple[int, int | None]:
        """Return förbund and person of a link, also of one that is too old: for the language alone in which that is told.

        Raises DomainError("error.link") for a forged one.
        """
        try:
            forbund_id, _, person_id, *_ = self._signers[kind].loads(token)
        except (BadData, TypeError, ValueError) as error:
            raise DomainError("error.link") from error
        return forbund_id, person_id

    def source(self, kind: LinkKind, token: str) -> Source:
        """Return what the links on this link's page stem from; raise DomainError("error.link") as `read` does."""
        return self._open(kind, token)[1]

    def _open(self, kind: LinkKind, token: str) -> tuple[tuple[int, int, int | None], Source]:
        life = PAGES[kind][1]
        try:
            value: Any
            value, signed_at = self._signers[kind].loads(token, max_age=int(life.total_seconds()), return_timestamp=True)
            forbund_id, subject_id, person_id, *limits = value
            ends_at, inbox = signed_at + life, kind == "inbox"
            if limits:
                given_end, inbox = limits
                ends_at = min(ends_at, datetime.fromtimestamp(given_end, UTC))
        except (BadData, TypeError, ValueError) as error:
            raise DomainError("error.link") from error
        if ends_at < utc_now():
            raise DomainError("error.link")
        return (forbund_id, subject_id, person_id), Source(ends_at, inbox)
