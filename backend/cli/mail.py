"""The command about mail that came back."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from backend.cli.configuration import read_settings
from backend.cli.database import open_database
from backend.cli.screen import out
from backend.mail.bounce_box import files_in, read_files
from backend.mail.bounces import Noted
from backend.settings import Settings
from backend.times import utc_now


def mail_bounced(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files with a notification each, or folders of them.")],
) -> None:
    """Note which of our letters came back, as delivery status notifications (RFC 3464) tell; those who must know are told."""
    for file in files:
        if not file.exists():
            raise typer.BadParameter(f"there is no {file}")
    noted = asyncio.run(_bounced(read_settings(), files))
    out.print(f"Came back: {noted.new}. Known already: {noted.known}. No notification of ours: {noted.other + noted.unknown}.")


async def _bounced(settings: Settings, files: list[Path]) -> Noted:
    async with open_database(settings) as database:
        return await read_files(database, [each for file in files for each in files_in(file)], utc_now())
