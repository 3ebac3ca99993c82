"""Write the generated parts of the documentation: command line, worlds, JSON Schemas.

    python docs/generate_reference.py [--check]

With `--check` nothing is written; the exit code is 1 when a file is out of date.
"""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import typer.main

from scenewright.cli import VERBS, build_app
from scenewright.evidence.study.document import KIND as STUDY
from scenewright.evidence.study.document import StudyDocument
from scenewright.evidence.transfer.detection.document import KIND, DetectionDocument
from scenewright.evidence.transfer.document import EvaluationPlan
from scenewright.plugins import load, names
from scenewright.release.policy import Policy
from scenewright.scenario.failure_mode import FailureMode
from scenewright.scenario.odd import OddModel
from scenewright.scenario.schema import document_schema, scenario_schema

DOCS = Path(__file__).parent


def pages() -> dict[str, str]:
    """Path under `docs/` -> text of each generated file."""
    schemas = {
        "scenario": scenario_schema(),
        "odd": document_schema(OddModel, "Odd"),
        "evaluation_plan": document_schema(EvaluationPlan, "EvaluationPlan"),
        "detection_plan": document_schema(DetectionDocument, KIND),
        "study_plan": document_schema(StudyDocument, STUDY),
        "policy": document_schema(Policy, "Policy"),
        "failure_mode": document_schema(FailureMode, "FailureMode"),
    }
    found = {f"schemas/{name}.schema.json": json.dumps(s, indent=2) + "\n" for name, s in schemas.items()}
    found["cli.md"] = command_line()
    found |= {f"worlds/{name}.md": world_page(load("worlds", name)) for name in names("worlds")}
    return found


def command_line() -> str:
    """Every verb with its arguments and options."""
    root: Any = typer.main.get_command(build_app())
    lines = ["# The command line", ""]
    lines.append(
        "Every verb takes `--json`: one JSON object on stdout and nothing else there. Exit codes: 0 done, "
    )
    lines[-1] += "1 a check or gate said no, 2 bad input, 3 something inside went wrong."
    for verb in VERBS:
        if verb in root.commands:
            lines += _verb(f"scenewright {verb}", root.commands[verb])
    return "\n".join(lines) + "\n"


def _verb(path: str, command: Any) -> list[str]:
    if hasattr(command, "commands"):
        return [line for name, sub in command.commands.items() for line in _verb(f"{path} {name}", sub)]
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [
        p for p in command.params if p.param_type_name == "option" and p.name not in ("as_json", "help")
    ]
    usage = " ".join([path, *(_argument(a) for a in arguments)])
    lines = ["", f"## `{usage}`", "", inspect.cleandoc(command.help or "")]
    if options or any(a.help for a in arguments):
        lines += ["", "| | |", "| --- | --- |"]
    lines += [f"| `{a.name}` | {a.help} |" for a in arguments if getattr(a, "help", None)]
    for option in options:
        shown = option.default if option.default not in (None, False, "", ()) else ""
        default = f" Default: `{shown}`." if shown != "" and not callable(shown) else ""
        needed = " Required." if option.required else ""
        lines.append(f"| `{', '.join(option.opts)}` | {option.help or ''}{needed}{default} |")
    return lines


def _argument(argument: Any) -> str:
    name = argument.name.upper() + ("..." if argument.nargs != 1 else "")
    return name if argument.required else f"[{name}]"


def world_page(world: Any) -> str:
    """What a world shows, its contact sheet, and its parameters: meaning, unit, range, default."""
    lines = [f"# World `{world.name}`", "", inspect.getdoc(world) or "", ""]
    if (DOCS / "images" / f"{world.name}.jpg").is_file():
        shown = f"16 renders of the world's defaults ({world.name})"
        lines += [f"![{shown}](../images/{world.name}.jpg)", ""]
    lines += [f"Version {world.version}. Categories: {', '.join(f'`{c}`' for c in world.categories)}.", ""]
    lines += [
        "| parameter | meaning | unit | range | default | ODD attribute |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for spec in world.parameters:
        reach = ", ".join(spec.values) if spec.values else f"{spec.low:g} to {spec.high:g}"
        default = json.dumps(spec.default)
        cells = [f"`{spec.name}`", spec.doc, spec.unit, reach, f"`{default}`", f"`{spec.odd_attribute}`"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    stale = []
    for name, text in pages().items():
        file = DOCS / name
        if file.exists() and file.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    print("\n".join(stale) or "up to date")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())
