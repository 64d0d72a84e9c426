"""What went wrong, as one who sits at the command line can mend it: a sentence on standard error and a status that isn't 0."""

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import asyncpg
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import SQLAlchemyError

from backend.app import ROOMS, NotMigratedError
from backend.categories.corpus import BadCorpus
from backend.categories.sentences.encoder import SentenceModelError
from backend.cli.screen import ENGLISH, err
from backend.directory.file import BadDirectory
from backend.errors import DomainError, PersonalDataError
from backend.i18n import Texts
from backend.reporting.jsonlines import BadLine
from backend.teams_client import TeamsClientError
from digests.figures.checks import FiguresDisagree

REFUSALS = (BadLine, BadCorpus, BadDirectory, NotMigratedError, SentenceModelError, SettingsError, TeamsClientError)
# SQLAlchemy hands on what asyncpg and the network raise while it connects.
DATABASE_FAULTS = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)


NO_UTF_8 = "what was read is no text in UTF-8: save it as one"


@contextmanager
def told_of(file: Path) -> Iterator[None]:
    """Name the file in what is told of its lines."""
    try:
        yield
    except (BadLine, UnicodeDecodeError) as error:
        _refuse(f"{file}: {error if isinstance(error, BadLine) else NO_UTF_8}")


@contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """Exit with 1 and one sentence when what is done inside can't be done."""
    try:
        yield
    except PersonalDataError as error:
        _refuse("\n".join((Texts(ROOMS).t(ENGLISH, error.key), *_found(error))))
    except DomainError as error:
        _refuse(Texts(ROOMS).t(ENGLISH, error.key, **error.values))
    except ValidationError as error:
        _refuse("\n".join(_setting_problem(problem) for problem in error.errors(include_url=False, include_input=False)))
    except FiguresDisagree as error:
        _refuse(f"a digest was not made, since its figures disagree: {error}")
    except REFUSALS as error:
        _refuse(str(error))
    except UnicodeDecodeError:  # its own words hold what was read
        _refuse(NO_UTF_8)
    except DATABASE_FAULTS as error:
        _refuse(database_problem(error))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            _refuse(f"{error.strerror}: stop what listens there, or set LEXHELLER_PORT to a free port")
        _refuse(database_problem(error) if _is_of_connecting(error) else _file_problem(error))


def database_problem(error: Exception) -> str:
    """Return what to do; not the error's own words, which may hold the address with its password, or what people wrote."""
    return f"the database doesn't answer as it should ({type(error).__name__}): look at LEXHELLER_DATABASE_URL and the server"


def _found(error: PersonalDataError) -> Iterator[str]:
    """Yield what the guard found, by place and kind: the words stand in the command already."""
    for name, places in error.fields.items():
        yield from (f"{name}, letters {start + 1}–{end}: {kind}" for start, end, kind in places)


def _file_problem(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)


def _is_of_connecting(error: OSError) -> bool:
    """Whether it is of reaching another machine, which is the database: mail and the test client have errors of their own."""
    # Without a number it tells of several addresses, each of which failed.
    unreachable = error.errno in (None, errno.ENETUNREACH, errno.EHOSTUNREACH)
    return unreachable or isinstance(error, (ConnectionError, TimeoutError, socket.gaierror))


def _refuse(message: str) -> NoReturn:
    err.print(message, style="red", markup=False)
    sys.exit(1)


def _setting_problem(problem: Any) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"LEXHELLER_{str(problem['loc'][0]).upper()}: {message}" if problem["loc"] else message
