"""`rexian`: one word per job, each in a module of its own that is imported only when it is called."""

import importlib

import click

# word → (module, attribute, the line that `rexian --help` shows without importing it)
COMMANDS = {
    "up": ("workers.commands.up", "up", "Run everything on this machine."),
    "doctor": ("workers.commands.doctor", "doctor", "Say what is missing or wrong, a line each."),
    "verify": ("workers.commands.verify", "verify", "Recompute what is kept from its sources; print differences."),
    "db": ("workers.commands.db", "db", "The database's tables."),
    "user": ("workers.commands.user", "user", "People who may log in."),
    "token": ("workers.commands.token", "token", "Tokens for other systems."),
    "journal": ("workers.commands.journal", "journal_word", "Entries that could not be handed on, and trying again."),
    "backup": ("workers.commands.backup", "backup", "Write everything to one file."),
    "restore": ("workers.commands.restore", "restore", "Read everything back from such a file."),
    "telephony": ("workers.commands.telephony", "telephony", "Phone system logs: ingest and replay."),
    "clocks": ("workers.commands.clocks", "clocks", "Deadlines: simulate."),
    "staffing": ("workers.commands.staffing", "staffing", "How many agents are needed, and why."),
    "roster": ("workers.commands.roster", "roster", "Rosters: solve an instance from a file."),
    "report": ("workers.commands.report", "report", "Any sheet of the catalogue."),
    "bench": ("workers.commands.bench", "bench", "Measure this machine."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is used, so each word starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(word, line) for word, (_, _, line) in COMMANDS.items()])


@click.group(cls=LazyGroup)
def rexian() -> None:
    """Rexian (热线): a contact centre's calls, tickets and promises, live on one board."""


def main() -> None:
    """The entry point of the `rexian` script."""
    rexian()
