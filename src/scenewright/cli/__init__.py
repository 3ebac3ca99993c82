"""The command line. Each verb is one module, imported only when it is asked for.

Exit codes: 0 done, 1 a check or gate said no, 2 bad input, 3 something inside went wrong, 130 interrupted.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import typer
import typer.main

from scenewright import __version__
from scenewright.cli.output import print_error, usage_error
from scenewright.cli.termination import termination_interrupts
from scenewright.errors import Problem, ScenewrightError, nearest

__all__ = ["VERBS", "build_app", "main"]

VERBS: dict[str, str] = {
    "init": "Start a project from a bundled template.",
    "doctor": "Check this machine and the store; say what would be faster.",
    "scenario": "List, show, lint, explain, sample and compare scenarios.",
    "odd": "Show, compare, estimate, import and export operational design domains.",
    "preview": "Draw a contact sheet of a scenario.",
    "generate": "Make a dataset from scenarios.",
    "coverage": "Measure a dataset against an operational design domain.",
    "estimate": "Estimate means over the conditions that a dataset stands for.",
    "check": "Check the quality of a dataset.",
    "audit": "Look for shortcuts in a dataset: what beside the object tells the class.",
    "privacy": "Look for personal data in a dataset.",
    "transfer": "Judge synthetic data on real images.",
    "failures": "Find weak slices of real photos and aim scenarios at them.",
    "study": "Find out which figure of a dataset tells its accuracy on real photos.",
    "calibrate": "Fit camera and light of a scenario to real photos.",
    "rerender": "Render the episodes of a dataset again by another camera.",
    "reproduce": "Make frames of a dataset again and compare their hashes.",
    "export": "Write a dataset in another format.",
    "ingest": "Read a dataset of another format.",
    "release": "Build, approve, promote, verify and take back releases.",
    "pull": "Write the datasets of a release or channel to a folder, with a lock file.",
    "demo": "Run the whole story in a fresh folder.",
}
"""Verb -> its one line of help. Module `scenewright.cli.<verb>` has `command`, or `app` for a group."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code (also the console script's)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        with termination_interrupts():
            _refuse_unknown_verb(given)
            return _run(given)
    except ScenewrightError as error:
        return print_error(error, as_json)
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("scenewright: interrupted\n")
        return 130
    except BrokenPipeError:
        # The reader went away; stop the interpreter from flushing into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("SCENEWRIGHT_DEBUG"):
            traceback.print_exc()
        found = f"{type(error).__name__}: {error}"
        fix = "run again with SCENEWRIGHT_DEBUG=1 for the traceback, and report it"
        return print_error(
            ScenewrightError(Problem(expected="no failure inside", found=found, fix=fix)), as_json
        )


def build_app(verbs: Sequence[str] = tuple(VERBS)) -> typer.Typer:
    """The typer application with the given verbs; a verb whose module is not installed is left out."""
    app = typer.Typer(
        name="scenewright",
        help="Synthetic data for robots and autonomous systems, shipped like software.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for verb in verbs:
        name = f"scenewright.cli.{verb}"
        if importlib.util.find_spec(name) is None:
            continue
        module = importlib.import_module(name)
        if hasattr(module, "app"):
            app.add_typer(module.app, name=verb, help=VERBS[verb])
        else:
            app.command(verb, help=module.command.__doc__ or VERBS[verb])(module.command)
    return app


def _run(given: list[str]) -> int:
    verb = _verb(given)
    command: Any = typer.main.get_command(build_app((verb,) if verb in VERBS else tuple(VERBS)))
    try:
        result = command.main(args=given, prog_name="scenewright", standalone_mode=False)
    except typer.Exit as stop:
        return int(stop.exit_code)
    except Exception as error:
        # A usage error of typer's command-line library: it can format itself and has exit code 2 or 1.
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            message = error.format_message().strip()
            if not message:
                return 2
            path = getattr(getattr(error, "ctx", None), "command_path", "scenewright")
            raise usage_error(message, f"see '{path} --help'") from None
        raise
    return result if isinstance(result, int) else 0


def _verb(given: Sequence[str]) -> str:
    return next((word for word in given if not word.startswith("-")), "")


def _refuse_unknown_verb(given: Sequence[str]) -> None:
    verb = _verb(given)
    if verb and verb not in VERBS:
        raise usage_error(f"no verb '{verb}'", nearest(verb, list(VERBS)))


def _root(
    version: bool = typer.Option(
        False, "--version", help="Print the version and stop.", callback=lambda v: _version(v), is_eager=True
    ),
) -> None:
    """Synthetic data for robots and autonomous systems, shipped like software."""


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"scenewright {__version__}\n")
        raise typer.Exit
