"""`python -m backend.cli` is `lexheller`."""

from backend.cli import main

main()
