"""scenewright release: build, show, notes, diff, approve, promote, rollback, yank, verify, log, gc."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, usage_error, write_text
from scenewright.errors import CheckFailed
from scenewright.release.approval import approve as approve_release
from scenewright.release.approval import approvers
from scenewright.release.approval import promote as promote_release
from scenewright.release.approval import rollback as rollback_channel
from scenewright.release.approval import yank as yank_release
from scenewright.release.attest import signer_for
from scenewright.release.build import BuildInputs, build_release
from scenewright.release.diff import diff_releases, release_diff_lines
from scenewright.release.gc import sweep
from scenewright.release.log import read_log
from scenewright.release.manifest import resolve
from scenewright.release.project import Project, find_project
from scenewright.release.store import Store
from scenewright.release.verify import verify_release, verify_store

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
_NOBODY: list[Path] = []
_AS = typer.Option("", "--as", help="Name of the person who acts; default: the login name.")
_REASON = typer.Option(..., "--reason", help="Why; kept in the log.")


@app.command()
def build(
    name: str = typer.Argument(help="Name of the release line."),
    dataset: list[Path] = typer.Option(..., "--dataset", help="A dataset folder; repeat for more."),
    evidence: list[Path] = typer.Option(_NOBODY, "--evidence", help="A report (JSON); repeat for more."),
    failure_mode: list[Path] = typer.Option(
        _NOBODY, "--failure-mode", help="A failure mode claimed; repeat."
    ),
    version: str = typer.Option("", "--version", help="At least the computed one."),
    person: str = _AS,
    as_json: bool = JSON_OPTION,
) -> None:
    """Bind datasets and evidence in a signed release; refused when a gate of the policy fails."""
    project = _project()
    inputs = BuildInputs(
        name=name,
        datasets=dataset,
        policy=project.policy_path,
        evidence=evidence,
        failure_modes=failure_mode,
        version=version,
    )
    release = build_release(project.store, inputs, signer_for(project.store, _person(person)), at=_now())
    page = project.root / "reports" / f"{name}-{release.manifest['version']}.html"
    write_text(page, _blob(project.store, release.manifest["page"]))
    text = f"{release.title}  {release.digest}\npage {page}\n"
    text += f"next: scenewright release approve {name}@{release.manifest['version']} --as NAME"
    emit({**release.to_json(), "page": str(page)}, lambda: text, as_json)


@app.command()
def show(
    reference: str,
    page: Path | None = typer.Option(None, "-o", "--out", help="Write the release page here."),
    as_json: bool = JSON_OPTION,
) -> None:
    """What a release binds, and who approved it."""
    store = _project().store
    release = resolve(store, reference)
    people = approvers(release, read_log(store))
    m = release.manifest
    text = f"{release.title}  {release.digest}\nprovenance {m['provenance']['class']}"
    text += f"\napproved by {', '.join(people) or 'nobody'}"
    if page is not None:
        write_text(page, _blob(store, m["page"]))
        text += f"\npage {page}"
    emit({**release.to_json(), "approvers": people}, lambda: text, as_json)


@app.command()
def notes(
    reference: str,
    page: Path | None = typer.Option(None, "-o", "--out", help="Write the notes here as a page (HTML)."),
    as_json: bool = JSON_OPTION,
) -> None:
    """The release notes in Markdown, or as a page."""
    store = _project().store
    bound = resolve(store, reference).manifest["notes"]
    text = _blob(store, bound["markdown"])
    if page is not None:
        write_text(page, _blob(store, bound["html"]))
    emit({"markdown": text, "page": str(page) if page else None}, lambda: text, as_json)


@app.command()
def diff(old: str, new: str, as_json: bool = JSON_OPTION) -> None:
    """What changed between two releases."""
    store = _project().store
    found = diff_releases(store, resolve(store, old), resolve(store, new))
    emit(found, lambda: "\n".join(release_diff_lines(found)), as_json)


@app.command()
def approve(
    reference: str, reason: str = typer.Option("", "--reason"), person: str = _AS, as_json: bool = JSON_OPTION
) -> None:
    """Approve a release with a signature."""
    store = _project().store
    entry = approve_release(
        store, resolve(store, reference), signer_for(store, _person(person)), reason=reason, at=_now()
    )
    emit(entry.to_json(), lambda: f"approved by {entry.person} (log {entry.sequence})", as_json)


@app.command()
def promote(reference: str, channel: str, person: str = _AS, as_json: bool = JSON_OPTION) -> None:
    """Point a channel at a release; refused when approvals are missing."""
    store = _project().store
    entry = promote_release(
        store, resolve(store, reference), channel, signer_for(store, _person(person)), at=_now()
    )
    emit(entry.to_json(), lambda: f"{entry.body['name']}@{channel} -> {entry.body['release']}", as_json)


@app.command()
def rollback(
    target: str,
    reason: str = _REASON,
    to: str = typer.Option("", "--to"),
    person: str = _AS,
    as_json: bool = JSON_OPTION,
) -> None:
    """Point NAME@CHANNEL back at the release before, or at one named with --to."""
    store = _project().store
    name, at, channel = target.partition("@")
    if not at or not name or not channel:
        raise usage_error(f"'{target}'", "write NAME@CHANNEL")
    digest = resolve(store, to).digest if to else ""
    entry = rollback_channel(
        store, name, channel, signer_for(store, _person(person)), reason=reason, at=_now(), to=digest
    )
    emit(entry.to_json(), lambda: f"{target} -> {entry.body['release']}", as_json)


@app.command()
def yank(
    reference: str,
    reason: str = _REASON,
    severity: str = typer.Option("high", "--severity"),
    person: str = _AS,
    as_json: bool = JSON_OPTION,
) -> None:
    """Mark a release as not to be used; nothing is deleted."""
    store = _project().store
    entry = yank_release(
        store,
        resolve(store, reference),
        signer_for(store, _person(person)),
        severity=severity,
        reason=reason,
        at=_now(),
    )
    emit(entry.to_json(), lambda: f"yanked {entry.body['release']}", as_json)


@app.command()
def verify(
    reference: str = typer.Argument(""),
    everything: bool = typer.Option(False, "--all"),
    as_json: bool = JSON_OPTION,
) -> None:
    """Recompute every digest, signature and log link, offline."""
    store = _project().store
    if everything == bool(reference):
        raise usage_error("neither or both of a release and --all", "name a release, or say --all")
    problems = verify_store(store) if everything else verify_release(store, resolve(store, reference).digest)
    if problems:
        raise CheckFailed(problems)
    emit(
        {"verified": reference or "all", "problems": []},
        lambda: "verified: every digest, signature and link holds",
        as_json,
    )


@app.command("log")
def show_log(as_json: bool = JSON_OPTION) -> None:
    """The log, oldest first."""
    entries = read_log(_project().store)
    text = "\n".join(f"{e.sequence:5d}  {e.action:9s} {e.body['release'][:12]}  {e.person}" for e in entries)
    emit({"entries": [e.to_json() for e in entries]}, lambda: text or "the log is empty", as_json)


@app.command()
def gc(
    delete: bool = typer.Option(False, "--delete", help="Really delete; without it only listed."),
    as_json: bool = JSON_OPTION,
) -> None:
    """List (or delete) what no release refers to. Run it while no build is running."""
    loose = sweep(_project().store, delete=delete)
    emit(
        {"unreferenced": loose, "deleted": delete}, lambda: "\n".join(loose) or "nothing to collect", as_json
    )


def _project() -> Project:
    return find_project(Path.cwd())


def _blob(store: Store, ref: dict[str, Any]) -> str:
    return store.get(ref["sha256"]).decode()


def _person(name: str) -> str:
    return name or getpass.getuser()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
