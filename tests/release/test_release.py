from __future__ import annotations

import math
import random

import pytest

from scenewright.errors import CheckFailed, InputError
from scenewright.identity import digest
from scenewright.release.approval import approve, promote, rollback, yank
from scenewright.release.build import build_release
from scenewright.release.channels import channels
from scenewright.release.claims import FailureMode, claim_verdict
from scenewright.release.gates import judge
from scenewright.release.log import read_log
from scenewright.release.manifest import resolve
from scenewright.release.policy import Gate
from scenewright.release.provenance import provenance_of
from scenewright.release.pull import pull
from scenewright.release.verify import verify_store
from scenewright.release.version import bump, next_version

AT = "2026-01-01T00:00:00+00:00"


def released(lab):
    return build_release(lab.store, lab.inputs, lab.signer("ada"), at=AT)


def test_whole_life_of_a_release(lab, tmp_path):
    first = released(lab)
    with pytest.raises(CheckFailed, match="1 distinct approvers"):
        promote(lab.store, first, "production", lab.signer("ada"), at=AT)
    with pytest.raises(CheckFailed, match="other than the author"):
        approve(lab.store, first, lab.signer("ada"), reason="", at=AT)
    approve(lab.store, first, lab.signer("grace"), reason="read it", at=AT)
    promote(lab.store, first, "production", lab.signer("ada"), at=AT)
    dusk = lab.dataset("dusk", a=b"dark")
    second = build_release(
        lab.store, lab.with_inputs(datasets=(*lab.inputs.datasets, dusk)), lab.signer("ada"), at=AT
    )
    assert (first.manifest["version"], second.manifest["version"]) == ("1.0.0", "1.1.0")
    assert second.manifest["scenario_diff"]["added"] == ["dusk"]
    with pytest.raises(CheckFailed):
        promote(lab.store, second, "production", lab.signer("ada"), at=AT)
    approve(lab.store, second, lab.signer("grace"), reason="", at=AT)
    promote(lab.store, second, "production", lab.signer("ada"), at=AT)
    assert resolve(lab.store, "lights@production").digest == second.digest
    rollback(lab.store, "lights", "production", lab.signer("ada"), reason="bad", at=AT)
    assert channels(read_log(lab.store)) == {("lights", "production"): first.digest}
    with pytest.raises(InputError, match="earlier release"):
        rollback(lab.store, "lights", "production", lab.signer("ada"), reason="again", at=AT)
    lock = pull(lab.store, first, tmp_path / "out")
    assert (tmp_path / "out/day/a").read_bytes() == b"frame one" and lock["release"] == first.digest
    yank(lab.store, second, lab.signer("ada"), severity="high", reason="bad", at=AT)
    with pytest.raises(CheckFailed, match="yanked"):
        promote(lab.store, second, "production", lab.signer("ada"), at=AT)
    assert verify_store(lab.store) == []


def test_every_flipped_byte_is_found(lab):
    release = released(lab)
    approve(lab.store, release, lab.signer("grace"), reason="", at=AT)
    promote(lab.store, release, "production", lab.signer("ada"), at=AT)
    assert verify_store(lab.store) == []
    dice, files = random.Random("flips"), lab.store.names(".")
    missed = []
    for number in range(520):
        file = lab.store.root / files[number % len(files)]
        good = file.read_bytes()
        at = dice.randrange(len(good))
        bad = bytearray(good)
        bad[at] ^= dice.randrange(1, 256)
        file.write_bytes(bytes(bad))
        if not verify_store(lab.store):
            missed.append((str(file), at))
        file.write_bytes(good)
    assert missed == [] and verify_store(lab.store) == []


def test_missing_and_unknown_files_are_found(lab):
    released(lab)
    for path in lab.store.names("."):
        if path.startswith("keys/private/"):
            continue
        file = lab.store.root / path
        data = file.read_bytes()
        file.unlink()
        assert verify_store(lab.store), path
        file.write_bytes(data)
    (lab.store.root / "log" / "note.txt").write_text("x")
    assert verify_store(lab.store)


@pytest.mark.parametrize("value", [{"passed": False}, {"passed": math.nan}, {}])
def test_a_failing_gate_writes_nothing(lab, value):
    bad = lab.report("bad", {"kind": "quality", **value})
    signer = lab.signer("ada")
    before = lab.store.names(".")
    with pytest.raises(CheckFailed, match="gate 'quality'"):
        build_release(lab.store, lab.with_inputs(evidence=(lab.inputs.evidence[0], bad)), signer, at=AT)
    assert lab.store.names(".") == before


@pytest.mark.parametrize(
    ("change", "good", "bad"),
    [
        ({"comparator": ">=", "threshold": 0.5}, 0.5, 0.4),
        ({"comparator": ">", "threshold": 0.5}, 0.6, 0.5),
        ({"comparator": "<=", "threshold": 0.5}, 0.5, 0.6),
        ({"comparator": "<", "threshold": 0.5}, 0.4, 0.5),
        ({"comparator": "==", "threshold": True}, True, False),
        ({"comparator": ">=", "threshold": -0.01, "baseline": "parent"}, 0.5, 0.4),
        ({"comparator": ">=", "threshold": 0.0, "baseline": "quality.control"}, 0.6, 0.1),
        ({"comparator": ">=", "threshold": 0.5, "slice": "dim"}, 0.6, 0.1),
    ],
)
def test_each_gate_type_passes_and_fails(change, good, bad):
    gate = Gate(name="g", metric="quality.m", **change)

    def verdict(value):
        report = {"m": value, "control": 0.3, "slices": [{"name": "dim", "m": value}]}
        return judge(gate, {"quality": [report]}, {"quality": [{"m": 0.5}]}).passed

    assert verdict(good) and not verdict(bad) and not verdict(math.nan) and not verdict(None)
    assert not judge(gate, {}, {}).passed


def test_new_evidence_voids_old_approvals(lab):
    first = released(lab)
    approve(lab.store, first, lab.signer("grace"), reason="", at=AT)
    other = lab.report("transfer2", {"kind": "transfer", "headline": {"mean": 0.96}})
    changed = lab.with_inputs(evidence=(other, lab.inputs.evidence[1]))
    second = build_release(lab.store, changed, lab.signer("ada"), at=AT)
    assert second.manifest["version"] == "1.0.1"
    with pytest.raises(CheckFailed, match="approvers"):
        promote(lab.store, second, "production", lab.signer("ada"), at=AT)


def test_evidence_about_other_data_is_refused(lab):
    stray = lab.report("stray", {"kind": "quality", "passed": True, "subject": {"merkle_root": "0" * 64}})
    with pytest.raises(InputError, match="datasets of this release"):
        build_release(lab.store, lab.with_inputs(evidence=(stray,)), lab.signer("ada"), at=AT)


def test_an_edited_report_is_refused(lab):
    content = {"kind": "quality", "passed": False}
    edited = lab.report("edited", {**content, "passed": True, "digest": digest(content)})
    with pytest.raises(InputError, match="digest fits"):
        build_release(lab.store, lab.with_inputs(evidence=(edited,)), lab.signer("ada"), at=AT)


def test_version_rule():
    assert [bump({"a": "1"}, new) for new in ({"a": "1"}, {"a": "1", "b": "2"}, {"a": "2"}, {})] == [
        "patch", "minor", "major", "major",
    ]  # fmt: skip
    assert next_version("1.2.3", "minor") == "1.3.0"
    assert next_version("1.2.3", "patch", asked="2.0.0") == "2.0.0"
    with pytest.raises(InputError):
        next_version("1.2.3", "major", asked="1.3.0")


def test_provenance_is_tainted_by_any_real_input():
    def of(**asset):
        return provenance_of([{"name": "d", "provenance_class": "fully_synthetic", "assets": [asset]}]).name

    assert of(real=False) == "fully_synthetic"
    assert of(real=True) == of() == "simulated_with_real_textures"
    assert of(real=False, fitted_to_real=True) == "derived_from_real"


@pytest.mark.parametrize(
    ("gain", "low", "too_few", "verdict"),
    [
        (0.05, 0.01, False, "met"),
        (0.02, 0.001, False, "met"),
        (0.05, -0.01, False, "not met"),
        (0.05, 0.0, False, "not met"),
        (0.01, 0.005, False, "not met"),
        (0.05, 0.01, True, "not measurable"),
    ],
)
def test_claim_verdicts_come_from_the_test_part(gain, low, too_few, verdict):
    mode = FailureMode(name="FM-1", slice="dim", expected_gain=0.02)

    def row(value, least):
        found = {"value": value, "low": least, "high": 0.1}
        return {"slice": "dim", "n": 40, "too_few": too_few, "accuracy": found}

    parts = {"dev": [row(0.09, 0.08)], "test": [row(gain, low)]}
    claim = claim_verdict(mode, [{"comparisons": [{"slices": parts}]}])
    assert claim["verdict"] == verdict
    assert claim["measured"] is None if too_few else claim["measured"]["gain"] == gain
    assert bool(claim["why"]) is too_few


@pytest.mark.parametrize(
    ("changed", "reports", "why"),
    [
        ({}, False, "no transfer report compares with a baseline"),
        ({"slice": "dimm"}, True, "the plan has no slice 'dimm', did you mean 'dim'?"),
        ({"metric": "acuracy"}, True, "no 'acuracy' was measured on this slice, did you mean 'accuracy'?"),
        ({"slice": "rare"}, True, "3 photos are too few for the plan"),
    ],
)
def test_a_claim_that_cannot_be_measured_says_why(changed, reports, why):
    mode = FailureMode(**{"name": "FM-2", "slice": "dim", "expected_gain": 0.02} | changed)
    found = {"value": 0.05, "low": 0.01, "high": 0.1}
    test = [
        {"slice": "dim", "n": 40, "too_few": False, "accuracy": found},
        {"slice": "rare", "n": 3, "too_few": True, "accuracy": found},
    ]
    claim = claim_verdict(mode, [{}, {"comparisons": [{"slices": {"test": test}}]}] if reports else [{}])
    assert (claim["verdict"], claim["measured"], claim["why"]) == ("not measurable", None, why)
