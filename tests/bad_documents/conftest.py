"""Handing a document to the verb that reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from refusal import Refusal, Refuse

from scenewright.cli import main

POLICY = "scenewright: 1\nkind: Policy\nname: p\ngates: []\napprovals: {fully_synthetic: {people: 1}}\n"


@pytest.fixture
def refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refuse:
    """Runs the verb that reads a document of this kind, in an empty project: it must exit with 2."""
    monkeypatch.chdir(tmp_path)

    def run(kind: str, file: Path) -> Refusal:
        policy = file if kind == "policy" else tmp_path / "p.policy.yaml"
        if kind != "policy":
            policy.write_text(POLICY)
        (tmp_path / "scenewright.toml").write_text(f"[policy]\nfile = '{policy}'\n")
        build = ["release", "build", "lights", "--dataset", "no-dataset"]
        arguments = {
            "scenario": ["preview", str(file), "-n", "1", "-o", "sheet.png"],
            "odd": ["coverage", "no-dataset", "--odd", str(file)],
            "plan": ["transfer", str(file), "--synthetic", "no-dataset"],
            "study": ["study", str(file), "--check"],
            "policy": build,
            "failure_mode": [*build, "--failure-mode", str(file)],
        }[kind]
        code = main([*arguments, "--json"])
        printed = capsys.readouterr()
        assert code == 2, printed.err
        assert "Traceback" not in printed.err
        return Refusal(printed.err, json.loads(printed.out)["error"]["problems"])

    return run
