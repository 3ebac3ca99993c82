"""Every command of the tutorials is run in the order of the text, with few frames, and renders as photos."""

from __future__ import annotations

import functools
import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml

from scenewright.cli import main

ROOT = Path(__file__).parents[2]
FRAMES = {
    "dice-tray": {"preview": ["1"], "generate": ["5"]},
    "robot-field": {"preview": ["1"], "generate": ["5"]},
    "traffic-sign": {"preview": ["1"], "generate": ["430", "43"]},
}
"""Frames of each call of a verb, the last for all that follow."""
QUICK = {
    "preview": ["--profile", "draft"],
    "generate": ["--profile", "draft", "--workers", "1"],
    "transfer": ["--workers", "1"],
    "calibrate": ["--frames", "32"],
}
SMALL = {"dice-tray": "  width_px: 256\n  height_px: 256\n  focal_px: 320\n"}
"""Parameters of small frames, added to every scenario."""
PLAN = Path("evaluation/photos.plan.yaml")


def commands(file: Path) -> list[str]:
    """Lines of indented blocks."""
    text = re.sub(r"```.*?```", "", file.read_text("utf-8"), flags=re.DOTALL)
    return [line.strip() for line in text.splitlines() if line.startswith("    ") and line.strip()]


def quick(line: str, frames: dict[str, list[str]]) -> list[str]:
    """The words of a command line, with few frames and a draft's samples."""
    program, *words = shlex.split(line)
    assert program == "scenewright"
    verb = words[0]
    if verb in frames:
        assert "-n" in words
        left = frames[verb]
        words[words.index("-n") + 1] = left.pop(0) if left[1:] else left[0]
    return words + QUICK.get(verb, [])


def renders_as_photos(name: str) -> None:
    """Stand-ins for the user's photos, from the export that the tutorial made, and a plan of one step."""
    exported = next(Path("exports").iterdir())
    plan = yaml.safe_load(PLAN.read_text("utf-8"))
    if name == "traffic-sign":
        for folder in exported.iterdir():
            for number, file in enumerate(sorted(folder.iterdir())[:4]):
                target = Path(
                    "photos", ("train", "test")[number % 2], folder.name, f"{number // 2}_{file.name}"
                )
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
        page = (ROOT / "docs" / "tutorials" / f"{name}.md").read_text("utf-8")
        exec(compile(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], page, "exec"), {})
        plan["budget"] |= {"steps": 1, "batch": 3, "images": 430}
    else:
        shutil.copytree(exported / "images", "photos/images")
        shutil.copy(exported / "annotations.json", "photos/labels.coco.json")
        plan["budget"] |= {"steps": 1, "batch": 1, "crop_px": 64, "long_side_px": 64}
        plan |= {"folds": 2, "real_fractions": [1]}
    PLAN.write_text(yaml.safe_dump(plan | {"resamples": 200}), "utf-8")


TOLD_WITHOUT_PHOTOS = {
    "dice-tray": ["photos/labels.coco.json", "put your photos' COCO file there"],
    "robot-field": ["photos/labels.coco.json", "put your photos' COCO file there"],
    "traffic-sign": ["photos/train.parquet", "photos/test.parquet", "put your photos there"],
}
REPORTED = {"dice-tray": ("detection", 2), "robot-field": ("detection", 2), "traffic-sign": (None, 4)}
"""Task and number of claims of the report."""


@pytest.mark.parametrize("name", FRAMES)
def test_tutorial(name, tmp_path, monkeypatch, capsys):
    if name == "dice-tray":
        pytest.importorskip("mujoco", reason="the extra 'physics' is not installed")
    pytest.importorskip("torch", reason="the extra 'train' is not installed")
    lines = commands(ROOT / "docs" / "tutorials" / f"{name}.md")
    verbs = {"init", "preview", "generate", "check", "coverage", "export", "transfer", "pull"}
    verbs |= {"diff", "build", "approve", "promote", "rollback", "verify"}
    assert verbs <= {word for line in lines for word in line.split()[1:3]}
    frames = {verb: list(counts) for verb, counts in FRAMES[name].items()}
    monkeypatch.chdir(tmp_path)
    for line in lines:
        if line.startswith("cd "):
            monkeypatch.chdir(Path.cwd() / line.removeprefix("cd "))
            for file in Path("scenarios").iterdir():
                text = file.read_text("utf-8")
                small = f"parameters:\n{SMALL.get(name, '')}"
                file.write_text(text.replace("parameters:\n", small), "utf-8")
            continue
        words = quick(line, frames)
        if " transfer " in line:
            assert main(words) == 2
            told = capsys.readouterr().err
            assert all(text in told for text in TOLD_WITHOUT_PHOTOS[name])
            renders_as_photos(name)
        code = main(words)
        told = capsys.readouterr()
        # Photos that are renders of the same scenario may bring the fit no nearer, which is exit code 1.
        assert code == 0 or (code == 1 and " calibrate " in line), f"{line}: {told.out}{told.err}"
        if " init " in line:
            assert (
                f"next: cd {line.split()[2]} && {commands(Path(line.split()[2]) / 'README.md')[0]}"
                in told.out
            )
    report = json.loads(Path("reports/1.1.0/transfer.json").read_text("utf-8"))
    assert (report.get("task"), len(report["claims"])) == REPORTED[name]
    if name == "traffic-sign":  # the figures of AP may be missing after one step
        policy = yaml.safe_load(Path("policy/release.policy.yaml").read_text("utf-8"))
        for gate in policy["gates"]:
            kind, *path = gate["metric"].split(".")
            if kind == "transfer":
                assert isinstance(functools.reduce(dict.__getitem__, path, report), float), gate["metric"]
    assert Path("training-data/scenewright.lock.json").is_file()
    readme = {line.split(" --synthetic")[0] for line in commands(Path("README.md"))}
    assert len(readme) == 6 and readme <= {line.split(" --baseline")[0] for line in lines}
