"""What Microsoft publishes to check cards and app packages by, installed from npm beside the Teams test client."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft6Validator
from referencing import Registry

from bot.cards.elements import Card

CLIENT = Path(__file__).parents[1] / "e2e" / "client"
SCHEMAS = "https://developer.microsoft.com/json-schemas/"  # where they are published; never fetched


def card_complaints(cards: dict[str, Card], client: Path = CLIENT) -> dict[str, list[str]]:
    """Return what Microsoft's parser of Adaptive Cards says of each card: nothing, when it is right."""
    require("adaptivecards", client)
    command = ["node", str(client / "check_cards.cjs")]
    done = subprocess.run(command, input=json.dumps(cards), capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    complaints: dict[str, list[str]] = json.loads(done.stdout)
    assert complaints.keys() == cards.keys()
    return complaints


def schema_complaints(document: dict[str, Any], client: Path = CLIENT) -> list[str]:
    """Return how a manifest or its translation breaks the schema that it names itself."""
    folder = require("@microsoft/app-manifest", client) / "build" / "json-schemas"
    address: str = document["$schema"]
    assert address.startswith(SCHEMAS)
    schema = json.loads((folder / address.removeprefix(SCHEMAS)).read_text(encoding="utf-8"))
    # They call themselves draft 4 but use `const`, which came with draft 6; what changed its meaning between the two
    # they don't use, or this check would fail.
    Draft6Validator.check_schema(schema)
    # an empty registry: a reference that leaves the file is an error, not a download
    validator = Draft6Validator(schema, registry=Registry())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def require(package: str, client: Path) -> Path:
    """Return where an npm package is; without it, or Node.js, the test fails and says what to do."""
    folder = client / "node_modules" / package
    if not folder.is_dir() or not shutil.which("node"):
        pytest.fail(f"Node.js or its package {package} isn't there: run `make test` once, which installs it.", pytrace=False)
    return folder
