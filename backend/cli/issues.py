"""The commands for frågor: gathered, lifted and decided by the same use cases as on the card and the page."""

import asyncio
import uuid
from dataclasses import replace
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from backend.cli.configuration import read_settings
from backend.cli.learning import Whose, forbund_of
from backend.cli.screen import out, show
from backend.directory.numbers import as_stored
from backend.issues.correct import Right, correct_outcome
from backend.issues.decide import decide_lift, lift_issue
from backend.issues.gather import add_to_issue, open_issue
from backend.issues.named import group_named, issue_named, person_named, recorded_lift, reports_named, taker_named, waiting_lift
from backend.issues.views import IssueView, issue_view, issues_at_hand
from backend.settings import Settings
from backend.times import local_date, utc_now
from models.enums import LiftOutcome, PartyCode, Paverkbar

By = Annotated[str | None, typer.Option("--by", metavar="ADDRESS", help="Who does it, by address; förbundet itself if not told.")]
NoName = Annotated[
    list[str] | None,
    typer.Option("--no-name", metavar="WORD", help="A word that was taken for a name and is none. May be repeated."),
]
Number = Annotated[str, typer.Argument(help="The fråga's number, such as FR-2026-0003.")]
To = Annotated[
    str | None, typer.Option("--to", help="With lyft_vidare: the short name of the group that takes it, or nationellt.")
]
OfGroup = Annotated[str, typer.Option("--group", help="The group's short name, such as tranas.")]


def issue_list(by: By = None, forbund: Whose = None) -> None:
    """Show the frågor that aren't closed, the newest first, with the groups that have still to decide."""
    views = asyncio.run(_list(read_settings(), by, forbund))
    if not views:
        out.print("No fråga is open.")
        return
    # what the other commands take, and a date, stand on one line; words are wrapped and never cut off
    number, opened = (Column(name, no_wrap=True, min_width=width) for name, width in (("number", 12), ("opened", 10)))
    status, kommun, waiting, title = (Column(name, overflow="fold") for name in ("status", "kommun", "waits for", "title"))
    table = Table(number, status, opened, kommun, "reports", waiting, title, box=None, padding=(0, 1, 0, 0))
    for view in views:
        waits = ", ".join(lift.group for lift in view.lifts if lift.waits)
        gathered = str(len(view.reports) + view.others)
        cells = (view.number, view.status, str(local_date(view.opened_at)), view.kommun or "", gathered, waits, view.title)
        table.add_row(*map(escape, cells))
    show(table)


async def _list(settings: Settings, by: str | None, slug: str | None) -> list[IssueView]:
    now = utc_now()
    async with forbund_of(settings, slug) as (database, forbund_id), database.read(forbund_id) as session:
        viewer = await person_named(session, by)
        return [await issue_view(session, each.id, viewer, now) for each in await issues_at_hand(session, viewer)]


def issue_gather(
    reports: Annotated[list[str], typer.Argument(metavar="REPORT…", help="The reports' numbers, such as SB-2026-0042.")],
    title: Annotated[str, typer.Option(help="What they have in common; needed for a new fråga.")] = "",
    into: Annotated[str | None, typer.Option("--into", help="The number of a fråga to put them into instead.")] = None,
    paverkbar: Annotated[Paverkbar, typer.Option(help="Who can do something about a new one.")] = Paverkbar.LOKALT,
    no_name: NoName = None,
    by: By = None,
    forbund: Whose = None,
) -> None:
    """Make a fråga of reports, or put them into one that there is; whoever reported is told of what comes of it."""
    if bool(title) == bool(into):
        raise typer.BadParameter("say --title for a new fråga, or --into for one that there is")
    told = asyncio.run(_gather(read_settings(), reports, title, into, paverkbar, no_name or [], by, forbund))
    out.print(told, markup=False)


async def _gather(
    settings: Settings,
    numbers: list[str],
    title: str,
    into: str | None,
    paverkbar: Paverkbar,
    no_name: list[str],
    by: str | None,
    slug: str | None,
) -> str:
    now, submit = utc_now(), uuid.uuid4().hex
    async with forbund_of(settings, slug) as (database, forbund_id), database.begin(forbund_id) as session:
        actor, reports = await person_named(session, by), await reports_named(session, numbers)
        if into:
            issue = await add_to_issue(session, actor, await issue_named(session, into), reports, submit, now)
        else:
            issue = await open_issue(session, actor, title, paverkbar, reports, submit, now, cleared=no_name)
        return f"{issue.number}  {issue.title}"


def issue_lift(
    number: Number,
    group: OfGroup,
    question: Annotated[str, typer.Option(help="What the group is to decide.")],
    owner: Annotated[PartyCode | None, typer.Option(help="The party that is proposed to answer for it.")] = None,
    no_name: NoName = None,
    by: By = None,
    forbund: Whose = None,
) -> None:
    """Put a fråga to a group with a question to decide; it stands on the group's next paper until it is decided."""
    view = asyncio.run(_lift(read_settings(), number, group, question, owner, no_name or [], by, forbund))
    lift = view.lifts[-1]
    coming = lift.next_meeting
    out.print(f"{view.number}  {lift.group}{f', {coming.day}' if coming and coming.day else ''}", markup=False)
    if coming is None:
        out.print("The group has no meeting in its calendar: it waits there until it has one.")
    elif coming.missed:
        out.print(f"The paper for the meeting on {coming.missed} is made already: the fråga stands on the next one.")


async def _lift(
    settings: Settings,
    number: str,
    group: str,
    question: str,
    owner: PartyCode | None,
    no_name: list[str],
    by: str | None,
    slug: str | None,
) -> IssueView:
    now = utc_now()
    async with forbund_of(settings, slug) as (database, forbund_id), database.begin(forbund_id) as session:
        actor, issue_id = await person_named(session, by), await issue_named(session, number)
        group_id = await group_named(session, group)
        await lift_issue(session, actor, issue_id, group_id, question, owner, uuid.uuid4().hex, now, cleared=no_name)
        return await issue_view(session, issue_id, actor, now)


def issue_decide(
    number: Number,
    group: OfGroup,
    outcome: Annotated[LiftOutcome, typer.Option(help="What the group made of it.")],
    decision: Annotated[str, typer.Option(help="What it decided, in words that those who reported will read.")] = "",
    to: To = None,
    no_name: NoName = None,
    by: By = None,
    forbund: Whose = None,
) -> None:
    """Record what a group made of a fråga; a decision is told to everybody whose report is in it, once."""
    if outcome is LiftOutcome.VANTAR:
        raise typer.BadParameter("the fråga waits until the group has decided: say what came of it", param_hint="--outcome")
    _check_to(outcome, to)
    asyncio.run(_decide(read_settings(), number, group, outcome, to, decision, no_name or [], by, forbund))
    out.print(f"{as_stored(number)}: {outcome}", markup=False)


def _check_to(outcome: LiftOutcome, to: str | None) -> None:
    if to and outcome is not LiftOutcome.LYFT_VIDARE:
        raise typer.BadParameter("only what is lifted further is taken by another: say lyft_vidare as well", param_hint="--to")


async def _decide(
    settings: Settings,
    number: str,
    group: str,
    outcome: LiftOutcome,
    to: str | None,
    decision: str,
    no_name: list[str],
    by: str | None,
    slug: str | None,
) -> None:
    async with forbund_of(settings, slug) as (database, forbund_id), database.begin(forbund_id) as session:
        actor, issue_id = await person_named(session, by), await issue_named(session, number)
        lift_id = await waiting_lift(session, issue_id, await group_named(session, group))
        submit, to_id = uuid.uuid4().hex, await taker_named(session, to)
        await decide_lift(session, actor, issue_id, lift_id, outcome, decision, submit, utc_now(), to=to_id, cleared=no_name)


def issue_correct(
    number: Number,
    group: OfGroup,
    outcome: Annotated[LiftOutcome, typer.Option(help="What is so; `vantar`: the group hasn't made anything of it.")],
    because: Annotated[str, typer.Option(help="Why, in words that all who were told the other outcome will read.")],
    decision: Annotated[str, typer.Option(help="What it decided, in words that those who reported will read.")] = "",
    to: To = None,
    of: Annotated[str | None, typer.Option("--of", help="The short name of the group whose outcome it was instead.")] = None,
    no_name: NoName = None,
    by: By = None,
    forbund: Whose = None,
) -> None:
    """Correct what was recorded of a group's outcome; whoever was told of it is told what is so, once."""
    _check_to(outcome, to)
    right = Right(outcome=outcome, decision=decision, because=because)
    asyncio.run(_correct(read_settings(), number, group, of, to, right, no_name or [], by, forbund))
    out.print(f"{as_stored(number)}: {outcome}", markup=False)


async def _correct(
    settings: Settings,
    number: str,
    group: str,
    of: str | None,
    to: str | None,
    right: Right,
    no_name: list[str],
    by: str | None,
    slug: str | None,
) -> None:
    async with forbund_of(settings, slug) as (database, forbund_id), database.begin(forbund_id) as session:
        actor, issue_id = await person_named(session, by), await issue_named(session, number)
        lift_id = await recorded_lift(session, issue_id, await group_named(session, group))
        right = replace(right, to=await taker_named(session, to))
        if of:
            right = replace(right, lift_id=await waiting_lift(session, issue_id, await group_named(session, of)))
        await correct_outcome(session, actor, issue_id, lift_id, right, uuid.uuid4().hex, utc_now(), cleared=no_name)
