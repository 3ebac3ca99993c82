"""Every command of the tutorials is run in the order of the text, with few frames, and renders as photos."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest
import yaml

from scenewright.cli import main

ROOT = Path(__file__).parents[2]
FRAMES = {"preview": "1", "generate": "5"}
QUICK = {"preview": ["--profile", "draft"], "generate": ["--profile", "draft", "--workers", "1"]}
SMALL = {"dice-tray": "  width_px: 256\n  height_px: 256\n  focal_px: 320\n", "robot-field": ""}
"""Parameters of small frames, added to every scenario."""
PLAN = Path("evaluation/photos.plan.yaml")


def commands(file: Path) -> list[str]:
    """Lines of indented blocks."""
    text = file.read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.startswith("    ") and line.strip()]


def quick(line: str) -> list[str]:
    """The words of a command line, with few frames and a draft's samples."""
    program, *words = shlex.split(line)
    assert program == "scenewright"
    verb = words[0]
    if verb in FRAMES:
        assert "-n" in words
        words[words.index("-n") + 1] = FRAMES[verb]
    return words + QUICK.get(verb, []) + (["--workers", "1"] if verb == "transfer" else [])


def renders_as_photos() -> None:
    """Stand-ins for the user's photos, from the export that the tutorial made, and a plan of one step."""
    exported = next(Path("exports").iterdir())
    shutil.copytree(exported / "images", "photos/images")
    shutil.copy(exported / "annotations.json", "photos/labels.coco.json")
    plan = yaml.safe_load(PLAN.read_text("utf-8"))
    plan["budget"] |= {"steps": 1, "batch": 1, "crop_px": 64, "long_side_px": 64}
    plan |= {"folds": 2, "real_fractions": [1], "resamples": 200}
    PLAN.write_text(yaml.safe_dump(plan), "utf-8")


@pytest.mark.parametrize("name", ["dice-tray", "robot-field"])
def test_tutorial(name, tmp_path, monkeypatch, capsys):
    if name == "dice-tray":
        pytest.importorskip("mujoco", reason="the extra 'physics' is not installed")
    pytest.importorskip("torch", reason="the extra 'train' is not installed")
    lines = commands(ROOT / "docs" / "tutorials" / f"{name}.md")
    verbs = {"init", "preview", "generate", "check", "coverage", "export", "transfer", "pull"}
    verbs |= {"diff", "build", "approve", "promote", "rollback", "verify"}
    assert verbs <= {word for line in lines for word in line.split()[1:3]}
    monkeypatch.chdir(tmp_path)
    for line in lines:
        if line.startswith("cd "):
            monkeypatch.chdir(Path.cwd() / line.removeprefix("cd "))
            for file in Path("scenarios").iterdir():
                text = file.read_text("utf-8")
                file.write_text(text.replace("parameters:\n", f"parameters:\n{SMALL[name]}"), "utf-8")
            continue
        if " transfer " in line:
            assert main(quick(line)) == 2
            told = capsys.readouterr().err
            assert "photos/labels.coco.json" in told and "put your photos' COCO file there" in told
            renders_as_photos()
        code = main(quick(line))
        told = capsys.readouterr()
        assert code == 0, f"{line}: {told.out}{told.err}"
        if " init " in line:
            assert (
                f"next: cd {line.split()[2]} && {commands(Path(line.split()[2]) / 'README.md')[0]}"
                in told.out
            )
    report = json.loads(Path("reports/1.1.0/transfer.json").read_text("utf-8"))
    assert report["task"] == "detection" and len(report["claims"]) == 2
    assert Path("training-data/scenewright.lock.json").is_file()
    readme = {line.split(" --synthetic")[0] for line in commands(Path("README.md"))}
    assert len(readme) == 6 and readme <= {line.split(" --baseline")[0] for line in lines}
