"""The commands of the page on sampling, in the order of the text."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from scenewright.cli import main

_TEXT = (Path(__file__).parents[2] / "docs/sampling.md").read_text("utf-8")


def test_the_commands_and_the_program_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "p"), "--template", "traffic-light"]) == 0
    monkeypatch.chdir(tmp_path / "p")
    plain = re.sub(r"```.*?```", "", _TEXT, flags=re.DOTALL)
    lines = [line.strip() for line in plain.splitlines() if line.startswith("    scenewright ")]
    assert len(lines) == 7
    for line in lines:
        assert main(shlex.split(line)[1:]) == 0, f"{line}: {capsys.readouterr().err}"
    said = capsys.readouterr()
    assert "effective sample size" in said.out and "not aimed at" in said.err
    program = re.search(r"```python\n(.*?)```", _TEXT, re.DOTALL)
    assert program
    exec(compile(program[1], "docs/sampling.md", "exec"), {})
    meaning, size = capsys.readouterr().out.rsplit(" ", 1)
    assert meaning.startswith("what the machine meets") and 1 < float(size) <= 32
