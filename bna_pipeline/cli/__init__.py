"""The command `bna`. `main` is the one place where errors become exit codes."""

from __future__ import annotations

import gc
import os
import sys

import click

from bna_pipeline.cli.command import bna
from bna_pipeline.errors import BnaError, SystemRefused

__all__ = ["bna", "main"]


def main() -> None:
    """Run the command; 0 done, 1 findings or refused, 2 wrong use. A refusal is one paragraph on standard error."""
    code: object = 0
    # Most of what a command makes stays to its end: the search for garbage in it took a tenth of the time.
    gc.set_threshold(10_000, 20, 20)
    try:
        code = bna.main(standalone_mode=False)
    except BnaError as refused:
        click.echo(str(refused), err=True)
        sys.exit(refused.exit_code)
    except BrokenPipeError:  # who read along has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as fault:  # nobody closer by could say more
        click.echo(str(SystemRefused.of(fault)), err=True)
        sys.exit(SystemRefused.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Afgebroken.", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)
