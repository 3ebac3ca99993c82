"""The whole loop on lamps: find, target, generate, transfer; and what is told when it cannot go on."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from lamps import SCENARIO, made
from syrupy.assertion import SnapshotAssertion

from scenewright.cli import main
from scenewright.evidence.transfer import load_plan
from scenewright.evidence.transfer.reads import verify_reads
from scenewright.release.claims import claim_verdict, load_failure_mode
from scenewright.scenario import load_scenario

BASE = "datasets/base"
FIND = ["failures", "find", "lamps.plan.yaml", "--workers", "1"]


def told(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> dict:
    assert main([*arguments, "--json"]) == code
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    return json.loads(printed.out)


def target(mode: str | Path, out: str = "dark.scenario.yaml", **options: str) -> list[str]:
    given = {"plan": "lamps.found.plan.yaml", "scenario": "any.scenario.yaml", "dataset": "datasets/base"}
    more = [word for name, value in {**given, **options}.items() for word in (f"--{name}", value)]
    return ["failures", "target", str(mode), *more, "-o", out]


def test_a_failure_mode_is_found_aimed_at_and_judged(project, capsys):
    found = told([*FIND, "--synthetic", BASE], capsys)
    first = found["slices"][0]
    assert first["words"] == "dark" and first["p_adjusted"] < 1e-6 and len(found["slices"]) == 1
    assert first["made_by"]["parameters"][0]["restriction"].startswith("exposure_ev <= ")
    assert found["failure_modes"] == ["failure_modes/FM-001-dark.yaml"]
    assert found["new_plan"] == "lamps.found.plan.yaml"
    assert verify_reads(project / "real_photo_reads.jsonl") == 3

    plan = load_plan(Path(found["new_plan"]))
    assert dict(plan.slices)["dark"].text == first["expression"] and "large" in dict(plan.slices)
    assert Path(found["new_plan"]).read_text().startswith("# own photos\n")
    mode = load_failure_mode(Path(found["failure_modes"][0]))
    assert (mode.slice, mode.metric) == ("dark", "accuracy")
    assert mode.expected_gain == pytest.approx((first["others"] - first["accuracy"]) / 2, abs=1e-3)

    aimed = told(target(found["failure_modes"][0]), capsys)
    assert aimed["verdict"] == "raised" and aimed["region"].startswith("exposure_ev <= ")
    assert aimed["share_after"]["low"] > 2 * aimed["share_before"]["value"]
    mode = load_failure_mode(Path(found["failure_modes"][0]))
    assert (mode.scenarios, mode.region) == (("lamps/dark",), aimed["region"])
    text, narrow = Path("dark.scenario.yaml").read_text(), load_scenario(Path("dark.scenario.yaml"))
    assert "# lamps of any exposure" in text and "# the camera" in text and "]}  # any" in text
    assert narrow.targets == ("FM-001-dark",) and narrow.fitted_to == ()
    assert narrow.parameters["exposure_ev"].bounds()[0] == -2
    assert narrow.parameters["exposure_ev"].bounds()[1] < 0
    old = load_scenario(Path("any.scenario.yaml"))
    assert all(
        narrow.parameters[n] == old.parameters[n] for n in old.parameters if n not in aimed["parameters"]
    )

    random = made("any.scenario.yaml", "random", seed="2", count=240)
    targeted = made("dark.scenario.yaml", "targeted", count=240)
    arms = ["--baseline", BASE, "--baseline", str(random), "--synthetic", BASE]
    report = told(
        ["transfer", found["new_plan"], *arms, "--synthetic", str(targeted), "--workers", "1"], capsys
    )
    comparison = report["comparisons"][0]
    assert (comparison["baseline"], comparison["candidate"]) == ("base + random", "base + targeted")
    rows = {row["slice"]: row for row in comparison["slices"]["test"]}
    assert rows["dark"]["verdict"] == "better" and comparison["regressions"]["worse"] == []
    assert "dark" in [entry["slice"] for entry in comparison["regressions"]["better"]]
    verdict = claim_verdict(mode, [report])
    assert verdict["verdict"] == "met" and verdict["compared_with"] == "base + random"

    again = told([*FIND, "--synthetic", BASE, "--plan-out", "again.plan.yaml"], capsys)
    assert again["failure_modes"] == ["failure_modes/FM-002-dark.yaml"]
    assert again["slices"] == found["slices"]


def test_the_share_predicted_is_that_of_new_frames(project, capsys):
    found = told([*FIND, "--synthetic", BASE], capsys)
    aimed = told(target(found["failure_modes"][0]), capsys)
    fresh = made("dark.scenario.yaml", "fresh", seed="7", count=150)
    from scenewright.dataset import open_dataset
    from scenewright.evidence.failures.frames import measured_frames
    from scenewright.expressions import Expression

    frames = measured_frames([open_dataset(fresh)], {"red": "red", "yellow": "yellow", "green": "green"})
    share = frames.inside(Expression.parse(aimed["expression"])).mean()
    assert aimed["share_after"]["low"] - 0.1 <= share <= aimed["share_after"]["high"] + 0.1


def test_test_photos_guide_nothing(project, capsys):
    """Other labels and other pixels of the test photos change no slice."""
    first = told([*FIND, "--synthetic", BASE], capsys)
    photos = pq.read_table("test.parquet").to_pydict()
    photos["label"] = photos["label"][1:] + photos["label"][:1]
    photos["image"] = [
        cv2.imencode(".png", cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[::-1])[1].tobytes()
        for data in photos["image"]
    ]
    pq.write_table(pa.table(photos), "test.parquet")
    second = told([*FIND, "--synthetic", BASE, "--plan-out", "second.plan.yaml"], capsys)
    assert second["slices"] == first["slices"]


def test_a_class_is_never_narrowed(project, capsys):
    plan = yaml.safe_load(Path("lamps.plan.yaml").read_text())
    plan["slices"] = {"dark_red": "\"class\" = 'red' and brightness < 0.2"}
    Path("lamps.found.plan.yaml").write_text(yaml.safe_dump(plan))
    Path("FM-001.yaml").write_text(
        "scenewright: 1\nkind: FailureMode\nname: FM-001\nslice: dark_red\nexpected_gain: 0.1\n"
    )
    aimed = told(target("FM-001.yaml"), capsys)
    assert "state" not in aimed["region"] and "exposure_ev" in aimed["parameters"]


def test_find_tells_in_words_what_it_found(project, capsys):
    assert main([*FIND, "--synthetic", BASE]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "photos in 90 groups" in lines[0] and lines[1].startswith("dark: ")
    assert "frames are in it" in lines[3] and "with exposure_ev" in lines[3]
    assert main(target("failure_modes/FM-001-dark.yaml")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "scenario lamps/dark: dark.scenario.yaml"


def test_where_models_are_right_nothing_is_found_and_no_plan_is_written(project, capsys, monkeypatch):
    from lamps import predict

    from scenewright.evidence.transfer import probe

    sound = {"dark": np.array(1.0), "seed": np.array(1)}
    monkeypatch.setattr(probe, "predict", lambda weights, images, **more: predict(sound, images, **more))
    found = told([*FIND, "--synthetic", BASE], capsys)
    assert found["slices"] == [] and found["new_plan"] is None
    assert not Path("failure_modes").exists() and not Path("lamps.found.plan.yaml").exists()
    assert main([*FIND, "--synthetic", BASE]) == 0
    assert "no slice is weak beyond chance" in capsys.readouterr().out


def test_a_share_that_no_parameter_raises_writes_nothing(project, capsys):
    Path("lamps.found.plan.yaml").write_text(
        Path("lamps.plan.yaml").read_text().replace('"height_px > 70"', '"height_px > 20"')
    )
    Path("FM.yaml").write_text(
        "scenewright: 1\nkind: FailureMode\nname: FM\nslice: large\nexpected_gain: 0.1\n"
    )
    before = Path("FM.yaml").read_text()
    aimed = told(target("FM.yaml"), capsys, code=1)
    assert aimed["verdict"] == "no clear change" and aimed["share_after"] is None
    assert not Path("dark.scenario.yaml").exists() and Path("FM.yaml").read_text() == before


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(arguments) == 2
    return capsys.readouterr().err


def test_what_cannot_be_used_is_told(project, capsys, snapshot: SnapshotAssertion):
    mode = "scenewright: 1\nkind: FailureMode\nname: FM\nslice: {}\nexpected_gain: 0.1\n"
    for name in ("dark", "larg", "far", "huge"):
        Path(f"{name}.yaml").write_text(mode.format(name))
    Path("other.scenario.yaml").write_text(SCENARIO.replace("[-2, 2]", "[-2, 1]"))
    plan = yaml.safe_load(Path("lamps.plan.yaml").read_text())
    plan["real"]["columns"] = ["distance_m"]
    plan["slices"] |= {"far": "distance_m > 3", "dark": "brightness < 0.2", "huge": "height_px > 900"}
    Path("lamps.found.plan.yaml").write_text(yaml.safe_dump(plan))
    texts = [
        refused([*FIND, "--synthetic", BASE], capsys),
        refused([*FIND, "--synthetic", BASE, "--plan-out", "elsewhere/a.plan.yaml"], capsys),
        refused(target("larg.yaml"), capsys),
        refused(target("far.yaml"), capsys),
        refused(target("huge.yaml"), capsys),
        refused(target("dark.yaml", scenario="other.scenario.yaml"), capsys),
        refused(target("dark.yaml", out="any.scenario.yaml"), capsys),
        refused(target("dark.yaml", out="no-folder/dark.yaml"), capsys),
        refused(target("missing.yaml"), capsys),
    ]
    assert "\n".join(texts) == snapshot
