"""The verb on disk: a watermark fails the audit, its gate and the release; the honest twin passes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import cv2
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from drawn_crops import STATES, draw, stored

from scenewright.cli import main
from scenewright.dataset import open_dataset
from scenewright.evidence.shortcuts import compare_with_real
from scenewright.evidence.transfer import Plan, load_plan
from scenewright.evidence.transfer.reads import verify_reads
from scenewright.generate import Recipe, make_recipe
from scenewright.generate.run import generate_dataset
from scenewright.randomness import Streams
from scenewright.scenario import load_scenario

TEMPLATE = Path(str(files("scenewright"))) / "templates/traffic-light"
PAGE = (Path(__file__).parents[2] / "docs/shortcut-audit.md").read_text("utf-8")
POLICY = f"""scenewright: 1
kind: Policy
name: with the audit
gates:
{PAGE.split("```yaml")[1].split("```")[0]}
approvals:
  fully_synthetic: {{people: 1}}
"""


def recipe_of(count: int) -> Recipe:
    scenario = load_scenario(TEMPLATE / "scenarios/daylight.scenario.yaml")
    return make_recipe([scenario], count=count, seed="1", profile="draft")


@pytest.fixture(scope="module")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """240 frames honest, the same with a watermark on one class."""
    root = tmp_path_factory.mktemp("audited")
    recipe = recipe_of(240)
    for name, make in (("honest", "make_honest"), ("marked", "make_watermarked")):
        generate_dataset(recipe, root / name, name=name, make=f"drawn_crops:{make}", workers=1)
    return {name: root / name for name in ("honest", "marked")}


def commands() -> list[list[str]]:
    """The page's lines: the audit, the audit with photos, the build."""
    lines = [line.split() for line in PAGE.splitlines() if line.startswith("    scenewright ")]
    return [words[1:] for words in lines]


def test_by_the_page_a_watermark_fails_the_audit_and_the_release(datasets, tmp_path, monkeypatch, capsys):
    audit, with_photos, build = commands()
    monkeypatch.chdir(tmp_path)
    assert main(["init", "project"]) == 0
    monkeypatch.chdir(tmp_path / "project")
    Path("policy/release.policy.yaml").write_text(POLICY, "utf-8")
    Path("datasets").mkdir()
    for name, code in (("honest", 0), ("marked", 1)):
        Path("datasets/signs").unlink(missing_ok=True)
        Path("datasets/signs").symlink_to(datasets[name])
        capsys.readouterr()
        assert main([*audit, "--json"]) == code
        value = json.loads(capsys.readouterr().out)
        assert value["passed"] is (code == 0) and value["not_judged"] == []
        assert main(build) == code
        told = capsys.readouterr()
    assert value["failed"] == ["background", "corners"]
    assert "no shortcuts" in told.err and "no marks in corners" in told.err
    corners = next(a for a in value["audits"] if a["name"] == "corners")
    assert corners["told"][0]["name"] == "red" and "top left" in corners["detail"]
    page = Path("reports/shortcuts.html").read_text("utf-8")
    assert page.count("data:image/png") == 2 and not re.search(r'(?:src|href)="https?://', page)
    assert main(["release", "verify", "--all"]) == 0
    own_photos(Path("evaluation"))
    assert main(with_photos) == 1
    told = capsys.readouterr()
    assert "corners: best told red" in told.out and "crops against dev photos by noise floor" in told.out
    assert verify_reads(Path("reports/real_photo_reads.jsonl")) == 2


def test_the_same_dataset_gives_the_same_report(datasets, tmp_path, capsys):
    found = []
    for _ in range(2):
        main(["audit", str(datasets["honest"]), "--json"])
        found.append(capsys.readouterr().out)
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("make", "found"), [("make_stateless", "24 frames without one"), ("make_honest", "red: ")]
)
def test_datasets_without_classes_to_judge_are_refused(make, found, tmp_path, capsys):
    generate_dataset(recipe_of(24), tmp_path / "few", name="few", make=f"drawn_crops:{make}", workers=1)
    assert main(["audit", str(tmp_path / "few")]) == 2
    told = capsys.readouterr().err
    assert found in told and "two states of 20 crops each" in told and "fix" in told


def own_photos(folder: Path, *, blur: bool = False) -> Plan:
    """A plan whose photos are crops of the same kind, sharp or not."""
    for part, count in (("dev", 160), ("test", 12)):
        shown = [draw(Streams(f"photos {part}", str(n))) for n in range(count)]
        images = [cv2.GaussianBlur(one.image, (0, 0), 1.2) if blur else one.image for one in shown]
        pictures = [stored(replace(one, image=image)) for one, image in zip(shown, images, strict=True)]
        columns = {"image": pictures, "label": [one.state for one in shown], "group": list(range(count))}
        pq.write_table(pa.table(columns), folder / f"{part}.parquet")
    real = {"set": "parquet", "dev": "dev.parquet", "test": "test.parquet", "licence": "ours"}
    budget = {"width_px": 40, "height_px": 40}
    fixed = {"scenewright": 1, "kind": "EvaluationPlan", "name": "own", "classes": list(STATES)}
    document = {**fixed, "seeds": list("123456"), "real": real, "budget": budget}
    (folder / "own.plan.yaml").write_text(yaml.safe_dump(document), "utf-8")
    return load_plan(folder / "own.plan.yaml")


def test_crops_are_compared_with_dev_photos_only(datasets, tmp_path):
    dataset = open_dataset(datasets["honest"])
    plan = own_photos(tmp_path)
    log = tmp_path / "real_photo_reads.jsonl"
    found = compare_with_real(dataset, plan, read_log=log)
    noise, look = found.gaps
    assert found.passed and noise.features == "noise floor" and noise.photos == noise.crops >= 40
    # The photos are crops of the same kind: nothing tells them.
    assert noise.low < 0.5 < noise.high + 0.05 and abs(look.proxy_a_distance) < 0.6
    assert [read["part"] for read in found.reads] == ["all", "dev"] and verify_reads(log) == 2
    blurred = compare_with_real(dataset, own_photos(tmp_path, blur=True), limit=0.7)
    assert blurred.gaps[0].low > 0.9 and blurred.gaps[0].proxy_a_distance > 1.4 and not blurred.passed
