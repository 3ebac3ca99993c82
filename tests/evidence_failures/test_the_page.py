"""Every command of the how-to is run in its order, on lamps instead of renders and real photos."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
import yaml
from lamps import PLAN, make_frames, predict, train, write_photos

from scenewright.cli import main
from scenewright.evidence.transfer import probe
from scenewright.generate import frame, run

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "close-a-failure-mode.md"
FRAMES = "360"


def commands() -> list[str]:
    text = PAGE.read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.startswith("    ") and line.strip()]


def words_of(line: str) -> list[str]:
    """As a shell gives them, with fewer frames and one process."""
    program, *words = shlex.split(line)
    assert program == "scenewright"
    words = [str(found) for word in words for found in (sorted(Path().glob(word)) if "*" in word else [word])]
    if words[0] == "generate":
        words[words.index("-n") + 1] = FRAMES
    return words + (["--workers", "1"] if words[0] in ("transfer", "generate") or words[1] == "find" else [])


def lamps_instead() -> None:
    """The template's plan about photos of lamps, and a policy without gates: the frames are no renders."""
    plan, policy = Path("evaluation/real-crops.plan.yaml"), Path("policy/release.policy.yaml")
    own = yaml.safe_load(PLAN)
    kept = {
        k: v for k, v in yaml.safe_load(plan.read_text("utf-8")).items() if k in ("name", "slices", "claims")
    }
    plan.write_text(yaml.safe_dump({**own, **kept}), "utf-8")
    write_photos(plan.parent)
    policy.write_text(yaml.safe_dump({**yaml.safe_load(policy.read_text("utf-8")), "gates": []}), "utf-8")


def test_every_command_works_in_its_order(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(probe, "train_probe", train)
    monkeypatch.setattr(probe, "predict", predict)
    monkeypatch.setattr(frame, "make_frames", make_frames)
    monkeypatch.setattr(run, "run_local", lambda work, tasks, **_: map(work, tasks))
    lines = commands()
    verbs = [line.split()[1] for line in lines if line.startswith("scenewright")]
    assert {"find", "target"} <= {line.split()[2] for line in lines if " failures " in line}
    assert {"generate", "failures", "transfer", "check", "coverage", "release"} <= set(verbs)
    for line in lines:
        if line.startswith("cd "):
            monkeypatch.chdir(Path.cwd() / line.removeprefix("cd "))
            lamps_instead()
            continue
        code = main(words_of(line))
        printed = capsys.readouterr()
        # Lamps are no renders, and their quality is not what is shown here.
        assert code == 0 or (code == 1 and " check " in line), f"{line}: {printed.out}{printed.err}"
        if " transfer " in line:
            assert "smallest gain" in printed.err and "smallest gain" not in printed.out
    assert "against base + random" in printed.out and "## Regressions" in printed.out
    report = json.loads(Path("reports/transfer.json").read_text("utf-8"))
    assert report["comparisons"][0]["regressions"]["worse"] == []
    page = Path("reports/transfer.html").read_text("utf-8")
    assert "What could be shown" in page and "Worse after Benjamini-Hochberg" in page
    assert pytest.approx(1, abs=0.3) == report["headline"]["balanced_accuracy"]["mean"]
