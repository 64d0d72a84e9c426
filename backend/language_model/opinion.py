"""When a language model is asked, what it may change, and the trail that it leaves."""

import hashlib
from dataclasses import replace
from datetime import datetime

import structlog
from prometheus_client import Counter

from backend.audit import record
from backend.categories.proposal import Candidate
from backend.categories.taxonomy import Taxonomy
from backend.database import STORE_FAILS, Database, own_forbund, stored_id
from backend.directory.vocabulary import own_taxonomy
from backend.errors import DomainError
from backend.language_model.client import LanguageModel, Outcome, Reply
from backend.language_model.prompt import Answer, rules
from backend.reporting.guarding import guard
from backend.reporting.reader import likely_category
from backend.reporting.understand import Understanding
from backend.reporting.words import LONGEST_TEXT, clean
from models import AuditEvent
from models.enums import AuditAction

SUBJECT = "language_model"

# How much of the probability the model's answer stands for; the rest stays with the built-in model. Its word alone stays below
# what a category is chosen by beforehand (`LIKELY`): for that, the built-in model must have thought of it as well.
PRIMARY_SHARE = 0.25
SECONDARY_SHARE = 0.05

ASKED = Counter("lexheller_language_model_asked", "Questions to the language model", ["outcome"])
log = structlog.get_logger(__name__)


class SecondOpinions:
    """Asks the model of the settings, for the förbund that have switched it on."""

    def __init__(self, database: Database, model: LanguageModel, standard: Taxonomy) -> None:
        self._database = database
        self._model = model
        self._standard = standard

    async def on(
        self, forbund_id: int, person_id: int | None, text: str, understood: Understanding, now: datetime
    ) -> Understanding:
        """Return what is understood, with the model's answer weighed in; as it was when nothing is asked or no answer is valid.

        Asked when the förbund wants it, the built-in model is in doubt, and the guard finds nothing at all in the text, not even
        what only looks like a name. Each question is in the audit trail before it is sent, and its outcome after.
        """
        if likely_category(understood.candidates) or self._model.rests:
            return understood
        try:
            return await self._weigh(forbund_id, person_id, text, understood, now)
        except STORE_FAILS as error:  # without the trail there is no second opinion; the form doesn't wait for it
            log.error("language_model.not_noted", error=type(error).__name__)
            return understood

    async def _weigh(
        self, forbund_id: int, person_id: int | None, text: str, understood: Understanding, now: datetime
    ) -> Understanding:
        text = clean(text)[:LONGEST_TEXT]
        taxonomy = await self._may_ask(forbund_id, text)
        if taxonomy is None:
            return understood
        asked = await note_question(self._database, forbund_id, person_id, self._model.name, text, now)
        reply = await self._model.ask(text, taxonomy)
        await note_outcome(self._database, forbund_id, asked, reply)
        ASKED.labels(reply.outcome).inc()
        if reply.outcome is not Outcome.ANSWERED:
            log.warning("language_model.no_answer", outcome=reply.outcome, milliseconds=_milliseconds(reply))
        if reply.answer is None:
            return understood
        version = f"{understood.model_version}+{self.version(taxonomy)}"
        return replace(understood, candidates=weighed(understood.candidates, reply.answer), model_version=version)

    def version(self, taxonomy: Taxonomy) -> str:
        """Return eight hex digits for the model by its name, with the rules that it is given."""
        made_of = "\n".join((self._model.name, rules(), taxonomy.version))
        return hashlib.sha256(made_of.encode()).hexdigest()[:8]

    async def _may_ask(self, forbund_id: int, text: str) -> Taxonomy | None:
        """Return the förbund's taxonomy when it has switched the model on and the text has passed the guard."""
        async with self._database.read(forbund_id) as session:
            if not (await own_forbund(session)).language_model:
                return None
            try:
                await guard(session, {"text": text})
            except DomainError:  # of what is found the form tells
                return None
            return await own_taxonomy(session, self._standard)


async def note_question(
    database: Database, forbund_id: int, person_id: int | None, model: str, text: str, now: datetime, **more: object
) -> int:
    """Put a question in a förbund's audit trail before it is sent, without its words; return the event's id."""
    async with database.begin(forbund_id) as session:
        details = {"model": model, "characters": len(text), "outcome": "asked", **more}
        event = record(session, person_id, AuditAction.ASKED, SUBJECT, forbund_id, now, **details)
        await session.flush()
        return stored_id(event)


async def note_outcome(database: Database, forbund_id: int, asked: int, reply: Reply) -> None:
    """Put what came of a question beside it."""
    async with database.begin(forbund_id) as session:
        event = await session.get_one(AuditEvent, asked)
        told = {"outcome": reply.outcome, "milliseconds": _milliseconds(reply), "calls": reply.calls}
        event.details = {**event.details, **told}


def _milliseconds(reply: Reply) -> int:
    return round(reply.seconds * 1000)


def weighed(candidates: tuple[Candidate, ...], answer: Answer) -> tuple[Candidate, ...]:
    """Return the candidates with the answer's shares given to its codes and taken from all alike, best first."""
    shares = {answer.primary: PRIMARY_SHARE}
    if answer.secondary:
        shares[answer.secondary] = SECONDARY_SHARE
    left = 1 - sum(shares.values())
    return tuple(
        sorted(
            (Candidate(each.code, left * each.p + shares.get(each.code, 0.0)) for each in candidates), key=lambda each: -each.p
        )
    )
