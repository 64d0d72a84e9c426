"""A categoriser that needs no training, and the command line with it."""

from unittest.mock import patch

from backend.categories.classifier import TrainedCategoriser
from backend.categories.proposal import Candidate, Proposal
from models.enums import Slag


class Proposes:
    """A categoriser with one answer."""

    def propose(self, text: str) -> Proposal:
        return Proposal((Candidate("KONTAKT", 0.7), Candidate("NARVARO", 0.2)), Slag.BRIST, None)


def main() -> None:
    """Run the command of the arguments."""
    from backend.cli import main

    with patch.object(TrainedCategoriser, "load", lambda *_folders: Proposes()):
        main()
