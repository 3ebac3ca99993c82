"""`scenewright demo`: the whole story in a fresh folder, told by the commands that a user would type."""

from __future__ import annotations

import contextlib
import importlib.resources
import io
import itertools
import json
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from scenewright.cli.init import copy_template
from scenewright.cli.output import JSON_OPTION, emit
from scenewright.errors import CheckFailed, InputError, Problem

__all__ = ["command"]

NAME, CHANNEL = "traffic-lights", "production"
AUTHOR, APPROVER = "demo-author", "demo-lead"
TARGETED = "templates/traffic-light-targeted"


def command(
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="A new or empty folder; else demo-project, demo-project-2, ..."),
    ] = None,
    frames: Annotated[int, typer.Option("-n", "--count", min=60, help="Frames a dataset.")] = 1200,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Worker processes.")] = 2,
    as_json: bool = JSON_OPTION,
) -> None:
    """Run the whole story in a fresh folder: scenario, release, weak slice, better release, rollback."""
    started = time.monotonic()
    out = out or _free_folder(Path("demo-project"))
    copy_template("traffic-light", out)
    with contextlib.chdir(out):
        story = _Story(sys.stderr if as_json else sys.stdout, frames, workers)
        value = _tell(story)
    value |= {"project": str(out), "page": str(out / value["page"])}
    value["seconds"] = round(time.monotonic() - started, 1)
    emit(value, lambda: _print(value), as_json)


def _free_folder(wanted: Path) -> Path:
    """`wanted`, or the same with -2, -3, ...: an earlier demo stays as it is."""
    numbered = (wanted.with_name(f"{wanted.name}-{n}") for n in itertools.count(2))
    return next(path for path in itertools.chain([wanted], numbered) if not path.exists())


@dataclass(frozen=True)
class _Story:
    """Says what happens and runs the commands."""

    stream: Any
    frames: int
    workers: int

    def say(self, text: str) -> None:
        self.stream.write(f"\n{text}\n")
        self.stream.flush()

    def run(self, line: str, *, expect: int = 0) -> dict[str, Any]:
        """Run one command line of this program with --json; its JSON. Raises when it ends otherwise."""
        from scenewright.cli import main

        self.stream.write(f"  $ scenewright {line}\n")
        self.stream.flush()
        told, errors = io.StringIO(), io.StringIO()
        # A progress bar needs the real stderr; errors that are expected are kept off it.
        hidden = contextlib.redirect_stderr(errors) if expect else contextlib.nullcontext()
        with contextlib.redirect_stdout(told), hidden:
            code = main([*line.split(), "--json"])
        if code != expect:
            raise CheckFailed(
                Problem(
                    expected=f"exit code {expect} of 'scenewright {line}'",
                    found=f"{code}: {told.getvalue()[-500:]}",
                )
            )
        value: dict[str, Any] = json.loads(told.getvalue())
        return value


def _tell(story: _Story) -> dict[str, Any]:
    story.say("1. A plain scenario: near signals on a clear day. Dataset, evidence, release 1.0.0.")
    root = _dataset(story, "daylight", "reports/1.0.0")
    story.run("coverage datasets/daylight --odd odd/urban.odd.yaml -o reports/1.0.0/coverage.html")
    plan = "transfer evaluation/real-crops.plan.yaml"
    first = story.run(f"{plan} --synthetic datasets/daylight -o reports/1.0.0/transfer.html")
    _release(story, "1.0.0", ["daylight"])

    weak = _weakest(first)
    story.say(
        f"2. On the dev photos it is weakest where they are '{weak['name']}' ({weak['expression']}): "
        f"{weak['accuracy']:.1%} of {weak['n']}. A failure mode and a scenario against it:"
    )
    mode = _target(story, weak, _overall(first))
    story.run(f"preview scenarios/{weak['name']}.scenario.yaml -n 24 -o reports/{weak['name']}.png")

    story.say("3. Data from it, measured with the old at equal volume; release with a computed version.")
    added = _dataset(story, weak["name"], "reports/1.1.0")
    sets = f"datasets/daylight datasets/{weak['name']}"
    story.run(f"coverage {sets} --odd odd/urban.odd.yaml -o reports/1.1.0/coverage.html")
    both = " ".join(f"--synthetic {folder}" for folder in sets.split())
    second = story.run(f"{plan} --baseline datasets/daylight {both} -o reports/1.1.0/transfer.html")
    release = _release(story, "1.1.0", ["daylight", weak["name"]], mode)
    changes = release["slice_changes"]
    photos, metric = second["photos"]["parts"]["test"]["n"], second["plan"]["metrics"][0].replace("_", " ")
    story.say(f"   Change of {metric} by slice, on {photos} test photos:")
    for line in _changes(changes, weak["name"]):
        story.stream.write(f"   {line}\n")

    story.say("4. A copy of the store with one changed bit is rejected; the store itself verifies.")
    with _tampered_copy() as copy, contextlib.chdir(copy):
        refused = story.run("release verify --all", expect=1)
    story.stream.write(f"     refused: {refused['error']['problems'][0]['expected'][:60]} ...\n")
    story.run("release verify --all")

    story.say("5. Back to the release before, and forward again; what training would pull.")
    back = story.run(f"release rollback {NAME}@{CHANNEL} --reason demonstration --as {APPROVER}")
    story.run(f"release promote {NAME}@{release['version']} {CHANNEL} --as {APPROVER}")
    lock = story.run(f"pull {NAME}@{CHANNEL} -o pulled")
    story.run(f"reproduce datasets/{weak['name']} --frames 3")
    claim = release["claims"][0]
    return {
        "roots": {"daylight": root, weak["name"]: added},
        "releases": ["1.0.0", release["version"]],
        "headline": {"1.0.0": first["headline"], release["version"]: second["headline"]},
        "failure_mode": claim["name"],
        "claim": {k: claim[k] for k in ("slice", "metric", "expected_gain", "measured", "verdict")},
        "changes": changes,
        "worse": [row["slice"] for row in changes if row["verdict"] == "worse"],
        "tampered_copy_refused": bool(refused["error"]["problems"]),
        "rolled_back_to": back["body"]["release"],
        "channel": {f"{NAME}@{CHANNEL}": lock["version"]},
        "page": release["page"],
    }


def _dataset(story: _Story, name: str, reports: str) -> str:
    """Generate and check a dataset; its Merkle root."""
    options = f"-n {story.frames} -o datasets/{name} --workers {story.workers}"
    made = story.run(f"generate scenarios/{name}.scenario.yaml {options}")
    story.run(f"check datasets/{name} -o {reports}/quality-{name}.html")
    return str(made["merkle_root"])


def _release(story: _Story, version: str, datasets: list[str], mode: str = "") -> dict[str, Any]:
    """Build, approve and promote; the manifest and the page."""
    reports = sorted(Path("reports").glob("*/quality-*.json"))
    reports += [Path(f"reports/{version}/{kind}.json") for kind in ("coverage", "transfer")]
    line = " ".join(f"--dataset datasets/{name}" for name in datasets)
    line += "".join(f" --evidence {report}" for report in reports)
    line += f" --failure-mode {mode}" if mode else ""
    built = story.run(f"release build {NAME} {line} --as {AUTHOR}")
    found = built["manifest"]["version"]
    if found != version:
        raise CheckFailed(Problem(expected=f"version {version}", found=found, field="version"))
    story.run(f"release approve {NAME}@{found} --as {APPROVER} --reason measured")
    story.run(f"release promote {NAME}@{found} {CHANNEL} --as {APPROVER}")
    return {**built["manifest"], "page": str(Path(built["page"]).relative_to(Path.cwd()))}


def _weakest(report: dict[str, Any]) -> dict[str, Any]:
    if not report["weak_slices"]:
        found = "none: every slice is as good as the whole"
        raise InputError(Problem(expected="a weak slice on the dev photos", found=found))
    weakest: dict[str, Any] = report["weak_slices"][0]
    return weakest


def _overall(report: dict[str, Any]) -> float:
    rows = next(r for r in report["results"] if not r["control"])["slices"]["dev"]
    return float(next(row["accuracy"] for row in rows if row["slice"] == "all"))


def _target(story: _Story, weak: dict[str, Any], overall: float) -> str:
    """Write the failure mode and the scenario against it; the failure mode's file."""
    name = f"FM-001-{weak['name'].replace('_', '-')}"
    document = {
        "scenewright": 1,
        "kind": "FailureMode",
        "name": name,
        "description": f"{weak['accuracy']:.1%} of {weak['n']} dev photos right; {overall:.1%} of all.",
        "slice": weak["name"],
        "metric": "accuracy",
        # Half of the gap to the whole dev part: stated before the new data exists.
        "expected_gain": round((overall - weak["accuracy"]) / 2, 4),
        "scenarios": [f"traffic-light/{weak['name']}"],
    }
    file = Path("failure_modes") / f"{name}.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    bundled = Path(str(importlib.resources.files("scenewright"))) / TARGETED
    source = bundled / f"{weak['name']}.scenario.yaml"
    text = (source if source.is_file() else bundled / "any.scenario.yaml").read_text("utf-8")
    text = text.replace("SLICE", weak["name"]).replace("FAILURE_MODE", name)
    target = Path("scenarios") / f"{weak['name']}.scenario.yaml"
    target.write_text(text, encoding="utf-8")
    story.stream.write(f"    {file}\n    {target}\n")
    return str(file)


@contextlib.contextmanager
def _tampered_copy() -> Iterator[Path]:
    """A copy of the project's store in which one bit of the largest blob is changed."""
    copy = Path("tampered").resolve()
    shutil.copytree(".scenewright", copy / ".scenewright")
    shutil.copy("scenewright.toml", copy)
    try:
        blobs = (p for p in (copy / ".scenewright" / "blobs").rglob("*") if p.is_file())
        blob = max(blobs, key=lambda p: (p.stat().st_size, p.name))
        data = bytearray(blob.read_bytes())
        data[len(data) // 2] ^= 1
        blob.write_bytes(data)
        yield copy
    finally:
        shutil.rmtree(copy)


def _changes(rows: list[dict[str, Any]], target: str) -> list[str]:
    lines = []
    for row in rows:
        found = row["change"]
        mark = "  <- the target" if row["slice"] == target else ""
        head = f"{row['slice']:<12}{row['photos']:>5}  {found['value']:+.2%}"
        interval = f"[{found['low']:+.2%}, {found['high']:+.2%}]"
        lines.append(f"{head} {interval}  {row['verdict']}{mark}")
    return lines


def _print(value: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    claim, table = value["claim"], Table(title=f"Made in {value['seconds']:.0f} s, in {value['project']}")
    table.add_column("what")
    table.add_column("where or what was found", overflow="fold")
    for name, root in value["roots"].items():
        table.add_row(f"dataset {name}", f"datasets/{name}  Merkle root {root}")
    for version, head in value["headline"].items():
        found = head["balanced_accuracy"]
        text = (
            f"{found['mean']:.2%} [{found['low']:.2%}, {found['high']:.2%}] balanced accuracy on test photos"
        )
        table.add_row(f"release {version}", text)
    gain = claim["measured"]
    told = f"{gain['gain']:+.2%} [{gain['low']:+.2%}, {gain['high']:+.2%}]" if gain else "no figure"
    wanted = f"expected {claim['expected_gain']:+.2%}"
    table.add_row(value["failure_mode"], f"{claim['verdict']}: {told} on '{claim['slice']}', {wanted}")
    table.add_row("slices that got worse", ", ".join(value["worse"]) or "none beyond chance")
    table.add_row("tampered copy", "rejected by verify")
    for channel, version in value["channel"].items():
        table.add_row(channel, f"{version}, rolled back and forward again; pulled/ has it and a lock file")
    table.add_row("reports, failure modes", "reports/  failure_modes/")
    Console().print(table)
    Console().print(f"open: {value['page']}", highlight=False, soft_wrap=True)
