"""The command ``strahlkraft``: everything an operator or editor can do from the shell."""

import os
import sys
from collections.abc import Callable
from typing import Any

import click

# Name -> "module:attribute"; loaded only when called, so that --help and quick commands stay quick.
COMMANDS = {
    "setup": "strahlkraft.jobs.setup:setup",
    "serve": "strahlkraft.jobs.server:serve",
    "live": "strahlkraft.jobs.server:live",
    "work": "strahlkraft.jobs.worker:work",
    "plan-run": "strahlkraft.jobs.planning:plan_run",
    "import": "strahlkraft.jobs.importing:import_data",
    "import-articles": "strahlkraft.jobs.older_articles:import_articles",
    "geometry": "strahlkraft.jobs.importing:geometry",
    "index": "strahlkraft.jobs.indexing:index",
    "search": "strahlkraft.jobs.search_commands:search",
    "search-eval": "strahlkraft.jobs.search_commands:search_eval",
    "publiccode": "strahlkraft.jobs.publiccode_commands:publiccode",
    "plan": "strahlkraft.congress.planner.command:plan",
    "crawl": "strahlkraft.jobs.crawling:crawl_command",
    "take": "strahlkraft.jobs.crawling:take_command",
    "export": "strahlkraft.jobs.exporting:export",
    "handover": "strahlkraft.jobs.handover:handover",
    "readiness": "strahlkraft.jobs.readiness_clock:readiness",
    "federate": "strahlkraft.jobs.federation:federate",
    "webhooks": "strahlkraft.jobs.webhooks:webhooks_command",
    "bounces": "strahlkraft.jobs.bounces:bounces",
    "backup": "strahlkraft.jobs.keeping.commands:backup",
    "backup-key": "strahlkraft.jobs.keeping.commands:backup_key",
    "restore": "strahlkraft.jobs.keeping.commands:restore",
    "verify": "strahlkraft.jobs.keeping.commands:verify",
    "audit": "strahlkraft.jobs.trail:audit",
    "privacy": "strahlkraft.jobs.privacy_clock:privacy",
    "keys": "strahlkraft.jobs.keys:keys",
    "roles": "strahlkraft.jobs.people:roles",
    "demo-users": "strahlkraft.jobs.people:demo_users",
    "demo-day": "strahlkraft.jobs.demo_day:demo_day",
    "demo-congress": "strahlkraft.jobs.demo_congress:demo_congress",
    "demo-region": "strahlkraft.jobs.demo_region:demo_region",
    "create-admin": "strahlkraft.jobs.people:create_admin",
}
WITHOUT_DJANGO = {"geometry", "publiccode", "plan"}


class _Lazy(click.Group):
    """Loads a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, "manage"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "manage":
            return manage
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in WITHOUT_DJANGO:
            _set_up_django()
        module, attribute = COMMANDS[cmd_name].split(":")
        return getattr(_imported(module), attribute)  # type: ignore[no-any-return]  # every entry of the table names a command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a database that is missing or away is told in a sentence."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = _database_sentence(error)
            if not sentence:
                raise
            raise click.ClickException(sentence) from error


UNMADE = ("no such table", "no such column", "has no column", "does not exist")


def is_not_made(error: Exception) -> bool:
    """Whether the database answers but lacks our tables or columns."""
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    return any(words in reason for words in UNMADE) and "database" not in reason.split("does not exist")[0]


def _database_sentence(error: Exception) -> str:
    """What an operator can do about the database; empty when something else failed."""
    from django.db.utils import InterfaceError, OperationalError, ProgrammingError  # noqa: PLC0415 - commands load lazily

    if not isinstance(error, InterfaceError | OperationalError | ProgrammingError):
        return ""
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    if is_not_made(error):
        return "The database is not set up for this version. Run `strahlkraft setup` first."
    return "" if isinstance(error, ProgrammingError) else f"The database cannot be used: {reason}"


def _imported(module: str) -> Any:
    import importlib  # noqa: PLC0415 - commands load lazily

    return importlib.import_module(module)


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strahlkraft.config.settings")
    import django  # noqa: PLC0415 - commands load lazily

    django.setup()


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="strahlkraft")
def strahlkraft() -> None:
    """Strahlkraft, the open platform of a digital model region.

    Settings come from the environment: PORT, STRAHLKRAFT_DATA_DIR (database, uploads and logs live below it),
    DATABASE_URL (PostgreSQL instead of the embedded database); .env.example lists them all.
    """


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command (migrate, shell, check …)."""
    _set_up_django()
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - commands load lazily

    execute_from_command_line(["strahlkraft manage", *arguments])


def main(run: Callable[[], Any] = strahlkraft) -> None:
    """Entry of the console script."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
    run()
