"""What Word documents and workbooks share: zip archives with nothing in them of when and where they were made."""

import re
import zipfile
from io import BytesIO

from digests.render.text import SOFT_HYPHEN

NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip archive can tell."""
UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML can't hold; a line feed and a tab it can."""
SHADES = ("", "E3EDF0", "B9D2DA", "7FABB9", "17495A")
"""The ground of a cell by how dark it is drawn, up to `DARKEST`; paper, page and mail have the same."""


def repacked(archive: bytes) -> bytes:
    """Return an archive with the same files in the same order, each without its time."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as packed, zipfile.ZipFile(out, "w") as again:
        for name in packed.namelist():
            again.writestr(zipfile.ZipInfo(name, NO_DAY), packed.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def plain(words: str) -> str:
    """Return words without soft hyphens, which an office program shows or searches for, and without what XML can't hold."""
    return UNSPEAKABLE.sub("", words.replace(SOFT_HYPHEN, ""))
