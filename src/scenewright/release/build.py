"""Building a release: bind datasets, evidence, claims, policy and verdicts in one immutable manifest."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from scenewright.errors import CheckFailed, InputError, Problem, for_all
from scenewright.identity import FileEntry, canonical_json, digest, merkle_root, sha256_hex
from scenewright.release.attest import Identity, seal, statement
from scenewright.release.card import card_of
from scenewright.release.claims import claim_verdict, load_failure_mode, regressions_of, slice_changes
from scenewright.release.diff import scenario_changes
from scenewright.release.gates import judge
from scenewright.release.log import append, read_log
from scenewright.release.manifest import Release, releases
from scenewright.release.notes import notes_markdown, notes_page
from scenewright.release.page import release_page
from scenewright.release.policy import load_policy
from scenewright.release.provenance import provenance_of
from scenewright.release.store import Store
from scenewright.release.version import bump, next_version

__all__ = ["BuildInputs", "build_release"]


@dataclass(frozen=True, kw_only=True)
class BuildInputs:
    """What a release is built from."""

    name: str
    datasets: Sequence[Path]
    policy: Path
    evidence: Sequence[Path] = ()
    """Report files (JSON); the page of the same name with `.html` is bound with it."""
    failure_modes: Sequence[Path] = ()
    version: str = ""
    """Empty: computed from what changed."""


def build_release(store: Store, inputs: BuildInputs, author: Identity, *, at: str) -> Release:
    """Build, sign and log a release.

    Raises `InputError` for inputs that cannot be used and `CheckFailed` when a blocking gate or a dataset's
    hashes say no; in both cases no release is made.
    """
    policy, _ = load_policy(inputs.policy)
    modes = for_all(load_failure_mode, inputs.failure_modes)
    datasets = [_dataset(path) for path in inputs.datasets]
    if not datasets:
        raise InputError(Problem(expected="at least one dataset", found="none", field="datasets"))
    files = {
        path: path.read_bytes()
        for folder, m in zip(inputs.datasets, datasets, strict=True)
        for path in _check(folder, m)
    }
    reports = [_report(path, {m["merkle_root"] for m in datasets}) for path in inputs.evidence]
    entries = read_log(store)
    parent = next((r for r in reversed(releases(store, entries)) if r.manifest["name"] == inputs.name), None)
    frames = {
        k: v
        for folder, m in zip(inputs.datasets, datasets, strict=True)
        for k, v in _frames(folder, m).items()
    }
    old_frames = store.get_json(parent.manifest["frames"]["sha256"]) if parent else {}
    change = bump(old_frames, frames) if parent else ""
    version = (
        next_version(parent.manifest["version"], change, asked=inputs.version)
        if parent
        else inputs.version or "1.0.0"
    )
    if not parent:
        next_version(version, "patch")
    provenance = provenance_of(datasets)
    transfer = [r for kind, r, _ in reports if kind == "transfer"]
    claims = [claim_verdict(mode, transfer) for mode in modes]
    evidence = _by_kind(reports, claims)
    verdicts = [judge(gate, evidence, _parent_evidence(store, parent)) for gate in policy.gates]
    refused = [v for v in verdicts if not v.passed and v.gate.severity == "block"]
    if refused:
        fix = "change the data or, with reason, the policy"
        raise CheckFailed(
            [
                Problem(
                    expected=f"gate '{v.gate.name}': {v.gate.metric} {v.gate.comparator} {v.gate.threshold}",
                    found=v.detail,
                    fix=fix,
                )
                for v in refused
            ]
        )
    if provenance.name not in policy.approvals:
        raise InputError(
            Problem(
                expected=f"an approval rule for {provenance.name}",
                found="none",
                file=str(inputs.policy),
                field="approvals",
            )
        )
    for data in files.values():
        store.put(data)
    core: dict[str, Any] = {
        "schema_version": 1,
        "kind": "Release",
        "name": inputs.name,
        "version": version,
        "bump": change or "first",
        "parent": parent.digest if parent else None,
        "author": {"person": author.person, "keyid": author.keyid},
        "created_at": at,
        "datasets": [_bound(store, folder, m) for folder, m in zip(inputs.datasets, datasets, strict=True)],
        "frames": store.put_json(frames).to_json(),
        "scenario_diff": scenario_changes(_scenarios(store, parent), datasets),
        "claims": claims,
        "slice_changes": slice_changes(transfer),
        "regressions": regressions_of(transfer),
        "evidence": [_stored(store, kind, path, report) for kind, report, path in reports],
        "assets": [a for m in datasets for a in m.get("assets", [])],
        "provenance": provenance.to_json(),
        "policy": {
            "name": policy.name,
            "digest": policy.digest,
            **store.put(inputs.policy.read_bytes()).to_json(),
        },
        "approvals": policy.approvals[provenance.name].model_dump(mode="json"),
        "gates": [v.to_json() for v in verdicts],
    }
    core["evidence_digest"] = digest([core["datasets"], core["evidence"], core["claims"], core["gates"]])
    card = card_of(core, datasets)
    core["card"] = store.put_json(card).to_json()
    core["notes"] = {
        "markdown": store.put(notes_markdown(core).encode()).to_json(),
        "html": store.put(notes_page(core).encode()).to_json(),
    }
    core["page"] = store.put(
        release_page(core, card, inputs.datasets, [(k, r) for k, r, _ in reports]).encode()
    ).to_json()
    return _publish(store, core, author, at)


def _publish(store: Store, manifest: dict[str, Any], author: Identity, at: str) -> Release:
    data = canonical_json(manifest)
    release = Release(sha256_hex(data), manifest)
    store.create(f"releases/sha256/{release.digest}", data)
    predicate = {"person": author.person, "at": at, "evidence": manifest["evidence_digest"]}
    envelope = seal(statement("generation/v1", [(release.title, release.digest)], predicate), author)
    sha256 = sha256_hex(envelope)
    store.create(f"attestations/{release.digest}/{sha256}.dsse.json", envelope)
    append(store, author, "release", {"release": release.digest, "attestation": sha256}, at=at)
    return release


def _dataset(folder: Path) -> dict[str, Any]:
    file = folder / "dataset.json"
    data = _json(file, ("name", "merkle_root", "files", "recipe"))
    files = data["files"] if isinstance(data["files"], list) else [None]
    if not all(isinstance(f, dict) and {"path", "size", "sha256"} <= f.keys() for f in files):
        expected = "a list of {path, size, sha256}"
        raise InputError(Problem(expected=expected, found="another form", file=str(file), field="files"))
    return data


def _json(file: Path, fields: Sequence[str]) -> dict[str, Any]:
    try:
        data = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(Problem(expected="a readable JSON file", found=str(error), file=str(file))) from None
    missing = [f for f in fields if not isinstance(data, dict) or f not in data]
    if missing:
        raise InputError(
            [Problem(expected=f"a field '{f}'", found="nothing", file=str(file), field=f) for f in missing]
        )
    return dict(data)


def _check(folder: Path, manifest: dict[str, Any]) -> list[Path]:
    entries, problems = [FileEntry(f["path"], f["size"], f["sha256"]) for f in manifest["files"]], []
    for entry in entries:
        file = folder / entry.path
        if not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
            problems.append(Problem(expected="a file of the dataset", found="nothing", file=str(file)))
        elif sha256_hex(file.read_bytes()) != entry.sha256:
            problems.append(Problem(expected=f"SHA-256 {entry.sha256}", found="other bytes", file=str(file)))
    if merkle_root(entries) != manifest["merkle_root"]:
        problems.append(
            Problem(expected="the Merkle root of the files", found=manifest["merkle_root"], file=str(folder))
        )
    if problems:
        raise CheckFailed(problems)
    return [folder / entry.path for entry in entries] + [folder / "dataset.json"]


def _frames(folder: Path, manifest: dict[str, Any]) -> dict[str, str]:
    """Frame -> digest of its bytes; whole files where the index is not one of frames."""
    name, columns = manifest["name"], ["key", "image_sha256", "mask_sha256", "json_sha256"]
    file = folder / "index.parquet"
    try:
        table = pq.read_table(io.BytesIO(file.read_bytes()), columns=columns)
        rows = zip(*(table.column(c).to_pylist() for c in columns), strict=True)
        return {f"{name}/{key}": digest(list(shas)) for key, *shas in rows}
    except (OSError, ValueError, KeyError):
        return {f"{name}/{f['path']}": f["sha256"] for f in manifest["files"]}


def _report(path: Path, roots: set[str]) -> tuple[str, dict[str, Any], Path]:
    report = _json(path, ("kind",))
    kind = str(report["kind"]).lower().removesuffix("report").strip("_- ")
    stated = report.get("digest")
    if stated is not None and stated != digest({k: v for k, v in report.items() if k != "digest"}):
        fix = "measure again; a report is not to be edited"
        expected, found = "a report whose digest fits its content", "another content"
        raise InputError(Problem(expected=expected, found=found, file=str(path), field="digest", fix=fix))
    named = set(_roots(report.get("subject")))
    if not named <= roots:
        fix = "measure the datasets of this release again"
        raise InputError(
            Problem(
                expected="a report about datasets of this release",
                found=", ".join(named - roots),
                file=str(path),
                field="subject",
                fix=fix,
            )
        )
    return kind, report, path


def _roots(subject: Any) -> list[str]:
    if isinstance(subject, dict):
        own = [subject["merkle_root"]] if isinstance(subject.get("merkle_root"), str) else []
        return own + [r for v in subject.values() for r in _roots(v)]
    return [r for v in subject for r in _roots(v)] if isinstance(subject, list) else []


def _by_kind(
    reports: Sequence[tuple[str, dict[str, Any], Path]], claims: list[dict[str, Any]]
) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for kind, report, _ in reports:
        found.setdefault(kind, []).append(report)
    counts = {
        v.replace(" ", "_"): sum(c["verdict"] == v for c in claims)
        for v in ("met", "not met", "not measurable")
    }
    found["claims"] = [{**counts, "all_met": all(c["verdict"] == "met" for c in claims)}]
    return found


def _parent_evidence(store: Store, parent: Release | None) -> dict[str, list[Any]] | None:
    if parent is None:
        return None
    found: dict[str, list[Any]] = {}
    for item in parent.manifest["evidence"]:
        found.setdefault(item["kind"], []).append(store.get_json(item["json"]["sha256"]))
    return found


def _scenarios(store: Store, parent: Release | None) -> list[dict[str, Any]]:
    return [store.get_json(d["manifest"]["sha256"]) for d in parent.manifest["datasets"]] if parent else []


def _bound(store: Store, folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    ref = store.put((folder / "dataset.json").read_bytes())
    files = [{"path": f["path"], "size": f["size"], "sha256": f["sha256"]} for f in manifest["files"]]
    known = {
        "name": manifest["name"],
        "merkle_root": manifest["merkle_root"],
        "count": manifest.get("count", 0),
    }
    return {**known, "manifest": ref.to_json(), "files": files}


def _stored(store: Store, kind: str, path: Path, report: dict[str, Any]) -> dict[str, Any]:
    page = path.with_suffix(".html")
    found: dict[str, Any] = {"kind": kind, "json": store.put(path.read_bytes()).to_json()}
    if page.is_file():
        found["html"] = store.put(page.read_bytes()).to_json()
    return found
