"""The ``mapapp`` command: one file per noun; what needs much is imported only by the command that is called."""

from __future__ import annotations

import errno
from importlib.metadata import EntryPoint, entry_points
from importlib.metadata import version as installed_version

import click
import psycopg
import sqlalchemy.exc

from mapapp.cli.audit import audit
from mapapp.cli.db import db
from mapapp.cli.jobs import jobs
from mapapp.cli.loads import loads, undo
from mapapp.cli.serve import serve
from mapapp.cli.users import users
from mapapp.config import ConfigError
from mapapp.instance import StartProblem

PLUGINS = "mapapp.commands"  # commands of packages that mapapp does not import: the importers
_OUTSIDE = {errno.ENOSPC, errno.EACCES, errno.EPERM, errno.EROFS, errno.EDQUOT}


class OneLine(click.ClickException):
    """A problem that the person at the terminal can solve: one line, no traceback."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class Commands(click.Group):
    """mapapp's own commands and those that other packages attach."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted({*super().list_commands(ctx), *(point.name for point in _plugins())})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        found = next((point.load() for point in _plugins() if point.name == cmd_name), None)
        return found if isinstance(found, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; what the person can solve becomes one line."""
        try:
            return super().invoke(ctx)
        except (StartProblem, ConfigError) as problem:
            raise OneLine(str(problem)) from problem
        except (sqlalchemy.exc.OperationalError, psycopg.OperationalError) as problem:  # it ended, its disk is full
            said = str(getattr(problem, "orig", problem)).splitlines()[0]
            raise OneLine(f"The database failed: {said}.") from problem
        except OSError as problem:
            if problem.errno not in _OUTSIDE:
                raise
            raise OneLine(f"{problem.filename or 'mapapp'}: {problem.strerror}") from problem


def _plugins() -> list[EntryPoint]:
    return list(entry_points(group=PLUGINS))


@click.group(cls=Commands)
@click.version_option(installed_version("mapapp"), prog_name="mapapp")
def main() -> None:
    """Environmental hot spots of Kazakhstan on a map."""


main.add_command(serve)
main.add_command(db)
main.add_command(jobs)
main.add_command(audit)
main.add_command(users)
main.add_command(loads)
main.add_command(undo)
