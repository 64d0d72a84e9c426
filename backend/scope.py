"""Every query is bounded to its session's förbund here and nowhere else, and so is every row that is written."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.sql import visitors
from sqlmodel import col

from models import Forbund, ForbundOwned, Kommun, LocalCategory, Unit, UnitAlias, UnitKommun
from models.forbund import new_mark

EVERY_FORBUND = "every förbund"
# What is kept of these between turns stands as long as their förbund's mark does.
MARKED = (Kommun, LocalCategory, Unit, UnitAlias, UnitKommun)

Statement = TypeVar("Statement")
_kept: dict[Any, dict[int, Any]] = {}


@event.listens_for(orm.Session, "do_orm_execute")
def _scope_queries(state: orm.ORMExecuteState) -> None:
    """Bound each select, update and delete to the session's förbund; a session without a scope may ask nothing.

    Raises PermissionError for an insert or an update that gives a row to another förbund.
    """
    scope = state.session.info["scope"]
    if scope != EVERY_FORBUND and (state.is_insert or state.is_update):
        _check_written(state, scope)
    if not state.is_select and state.bind_mapper and issubclass(state.bind_mapper.class_, MARKED):
        of_scope = [] if scope == EVERY_FORBUND else [col(Forbund.id) == scope]
        _mark_directories(state.session, *of_scope)
    if scope != EVERY_FORBUND and not state.is_column_load and not state.is_relationship_load:
        state.statement = _scoped(state.statement, scope)


def _check_written(state: orm.ORMExecuteState, scope: int) -> None:
    statement: Any = state.statement
    if state.is_update and isinstance(state.parameters, Sequence):
        # SQLAlchemy finds such rows by their primary keys alone
        raise PermissionError("rows can't be updated by a list of their keys")
    if state.is_insert and statement.select is not None:
        raise PermissionError("rows can't be inserted from a query")
    for name, value in _written(state):
        given = getattr(value, "value", value)  # what was given as it is has become a parameter
        if name == "forbund_id" and given != scope:
            raise PermissionError("a row can't be given to another förbund in this session")


def _written(state: orm.ORMExecuteState) -> Iterator[tuple[str, Any]]:
    """Yield the names of the columns that an insert or an update writes, with what it writes there."""
    statement: Any = state.statement
    given: list[Any] = [statement._values or {}, *chain.from_iterable(statement._multi_values)]
    if state.is_insert:
        given.append(getattr(statement._post_values_clause, "update_values_to_set", {}))
    given += state.parameters if isinstance(state.parameters, Sequence) else [state.parameters or {}]
    for values in given:
        for column, value in values.items():
            yield getattr(column, "key", column), value


def kept(statement: Statement) -> Statement:
    """Return a statement that a module keeps, with `bindparam` for what changes: it is scoped once for each förbund.

    Worth it where each turn asks: making, scoping and keying a statement takes longer than SQLite does to answer it.
    """
    _kept[statement] = {}
    return statement


def _scoped(statement: Any, scope: int) -> Any:
    known = _kept.get(statement, {})
    if scope not in known:
        known[scope] = statement.options(*(_only(table, scope) for table in _tables_of(statement)))
    return known[scope]


@cache
def _only(table: type[ForbundOwned], forbund_id: int) -> orm.interfaces.ORMOption:
    return orm.with_loader_criteria(table, sa.inspect(table).c.forbund_id == forbund_id, include_aliases=True)


def _tables_of(statement: Any) -> list[type[ForbundOwned]]:
    """Return the mapped classes that a statement mentions anywhere, in subqueries and conditions too.

    One criterion for the base class would do, but SQLAlchemy can't read a column off a pydantic class that has no table; and
    one for every table would cost as much as the query.
    """
    entities = {element._annotations.get("parententity") for element in visitors.iterate(statement)}
    tables = {entity.mapper.class_ for entity in entities if entity is not None}
    return sorted((table for table in tables if issubclass(table, ForbundOwned)), key=lambda table: table.__name__)


def _mark_directories(session: orm.Session, *which: Any) -> None:
    for forbund in session.scalars(sa.select(Forbund).where(*which)):
        forbund.directory_mark = new_mark()


@event.listens_for(orm.Session, "before_flush")
def _mark_changed_directories(session: orm.Session, *_: object) -> None:
    rows = [row for row in chain(session.new, session.dirty, session.deleted) if isinstance(row, MARKED)]
    if rows:
        scope = session.info["scope"]
        forbund_ids = {row.forbund_id for row in rows} if scope == EVERY_FORBUND else {scope}
        _mark_directories(session, col(Forbund.id).in_(forbund_ids))


@event.listens_for(orm.Session, "before_flush")
def _scope_writes(session: orm.Session, *_: object) -> None:
    """Give new rows their förbund, and refuse to write another's."""
    scope = session.info["scope"]
    if scope == EVERY_FORBUND:
        return
    for row in session.new | session.dirty | session.deleted:
        if isinstance(row, ForbundOwned):
            if getattr(row, "forbund_id", None) is None:
                row.forbund_id = scope
            elif row.forbund_id != scope:
                raise PermissionError("a row of another förbund can't be written in this session")
