"""The command line. Each command says what it did; an error says what to do, on standard error, with a status that isn't 0."""

import typer

from backend.cli import (
    agreement,
    categories,
    configuration,
    database,
    digest,
    directory,
    importing,
    issues,
    learning,
    mail,
    reading,
    serving,
    spindel,
)
from backend.cli.problems import told_in_a_sentence
from backend.logs import configure_logs

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Lex Heller: samverkansbrister, answered."
)
app.command()(serving.serve)
app.command()(serving.worker)
app.command("migrate")(database.migrate_command)
app.command()(database.seed)
app.command("import")(importing.import_command)
app.command()(reading.understand)
app.command()(reading.guard)
app.command()(database.check)
app.command()(configuration.manifest)
app.command("settings")(configuration.settings_command)

digest_app = typer.Typer(no_args_is_help=True, help="Make digests by hand.")
digest_app.command("run")(digest.digest_run)
digest_app.command("render")(digest.digest_render)
digest_app.command("outside")(digest.digest_outside)
digest_app.command("archive")(digest.digest_archive)
digest_app.command("deliveries")(digest.digest_deliveries)
digest_app.command("export")(digest.digest_export)
digest_app.command("gallery")(digest.digest_gallery)
digest_app.command("correct")(digest.digest_correct)
app.add_typer(digest_app, name="digest")

mail_app = typer.Typer(no_args_is_help=True, help="Mail that came back.")
mail_app.command("bounced")(mail.mail_bounced)
app.add_typer(mail_app, name="mail")

issue_app = typer.Typer(no_args_is_help=True, help="Frågor: what several reports have in common.")
issue_app.command("list")(issues.issue_list)
issue_app.command("gather")(issues.issue_gather)
issue_app.command("lift")(issues.issue_lift)
issue_app.command("decide")(issues.issue_decide)
issue_app.command("correct")(issues.issue_correct)
app.add_typer(issue_app, name="issue")

directory_app = typer.Typer(no_args_is_help=True, help="Kommuner, units, groups and people.")
directory_app.command("load")(directory.directory_load)
app.add_typer(directory_app, name="directory")

categories_app = typer.Typer(no_args_is_help=True, help="The categoriser.")
categories_app.command("list")(categories.categories_list)
categories_app.command("evaluate")(categories.categories_evaluate)
categories_app.command("prepare")(categories.categories_prepare)
categories_app.command("train")(learning.categories_train)
categories_app.command("versions")(learning.categories_versions)
categories_app.command("use")(learning.categories_use)
categories_app.command("agreement")(agreement.categories_agreement)
categories_app.command("second-reader")(agreement.categories_second_reader)
app.add_typer(categories_app, name="categories")

spindel_app = typer.Typer(no_args_is_help=True, help="Spindeln: how a group sees its samverkan.")
spindel_app.command("start")(spindel.spindel_start)
app.add_typer(spindel_app, name="spindel")


def main() -> None:
    """Run the command of the arguments; exit with 1 and one sentence when it can't be done, with 2 when it was misspelt."""
    configure_logs("INFO")
    with told_in_a_sentence():
        app()
