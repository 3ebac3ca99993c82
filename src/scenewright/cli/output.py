"""What a verb prints: one JSON object or human text on stdout; errors on stderr and as an exit code."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from scenewright.errors import InputError, Problem, ScenewrightError

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "JSON_OPTION",
    "emit",
    "error_json",
    "print_error",
    "text_console",
    "usage_error",
    "write_report",
    "write_text",
]

JSON_OPTION = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else there.")


def emit(value: dict[str, Any], human: Callable[[], object], as_json: bool) -> None:
    """Print `value` as JSON, or call `human` (which prints; a returned text is printed for it)."""
    if as_json:
        sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
        return
    text = human()
    if isinstance(text, str):
        sys.stdout.write(text.rstrip("\n") + "\n")


def text_console(*, stderr: bool = False, soft_wrap: bool = False) -> Console:
    """A console that prints texts of documents as they stand: `[night]` and `:car:` are no markup."""
    from rich.console import Console

    return Console(stderr=stderr, soft_wrap=soft_wrap, markup=False, emoji=False, highlight=False)


def write_text(path: Path, text: str) -> None:
    """Write a page or report, whole or not at all; folders are made. Raises `InputError`."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise InputError(
            Problem(expected="a file that can be written", found=reason, file=str(path))
        ) from None


def write_report(page: Path, report: Any) -> dict[str, Any]:
    """Write a report's page to `page` and its JSON beside it; the JSON. Raises `InputError`."""
    if page.suffix != ".html":
        raise InputError(
            Problem(
                expected="a page named *.html",
                found=f"'{page}'",
                field="--out",
                fix="the report itself is written beside it as *.json",
            )
        )
    value: dict[str, Any] = report.to_json()
    write_text(page, report.to_html())
    write_text(page.with_suffix(".json"), json.dumps(value, indent=1, allow_nan=False))
    return value


def error_json(error: ScenewrightError) -> dict[str, Any]:
    """The JSON form of an error: its kind, exit code and every problem."""
    kind = {1: "check_failed", 2: "input_error"}.get(error.exit_code, "internal_error")
    problems = [dataclasses.asdict(problem) for problem in error.problems]
    return {"error": {"kind": kind, "exit_code": error.exit_code, "problems": problems}}


def print_error(error: ScenewrightError, as_json: bool) -> int:
    """Print the error for people on stderr and, with `as_json`, for machines on stdout; its exit code."""
    head = {1: "check failed", 2: "bad input"}.get(error.exit_code, "internal error")
    sys.stderr.write(f"scenewright: {head}\n{error}\n")
    if as_json:
        emit(error_json(error), str, True)
    return error.exit_code


def usage_error(message: str, hint: str = "") -> InputError:
    """A wrong command line as an `InputError`."""
    return InputError(Problem(expected="a valid command line", found=message, fix=hint))
