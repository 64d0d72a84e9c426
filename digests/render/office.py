"""Office files as LibreOffice shows them, for the gallery alone: the product itself needs no office program."""

import subprocess
import tempfile
from pathlib import Path

from digests.render.form import Form

LONGEST = 180
"""Seconds; the first start of LibreOffice is slow."""


def office_pdf(office: str, made: bytes, form: Form) -> bytes:
    """Return a file as the pages that LibreOffice makes of it, PDF; raise CalledProcessError when it can't be opened."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"edition.{form}"
        path.write_bytes(made)
        own = f"-env:UserInstallation=file://{folder}/profile"
        asked = [office, own, "--headless", "--convert-to", "pdf", "--outdir", folder, str(path)]
        subprocess.run(asked, check=True, capture_output=True, timeout=LONGEST)  # noqa: S603  # whoever runs the command names it
        return path.with_suffix(".pdf").read_bytes()
