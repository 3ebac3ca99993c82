"""Every command of "A library of scenarios" is run on the file that it shows; its table has all rules."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from scenewright.cli import main
from scenewright.scenario.library.lint.run import READABLE, RULES

PAGE = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text("utf-8")
SECTION = PAGE.split("## A library of scenarios")[1]


def test_the_commands(tmp_path, monkeypatch, capsys):
    assert main(["init", str(tmp_path / "my-project")]) == 0
    monkeypatch.chdir(tmp_path / "my-project")
    (shown,) = re.findall(r"```yaml\n# (\S+)\n(.*?)```", SECTION, re.DOTALL)
    Path(shown[0]).write_text(shown[1], "utf-8")
    lines = [line.strip() for line in SECTION.splitlines() if line.startswith("    ")]
    assert len(lines) == 8
    for line in lines:
        program, *words = shlex.split(line)
        capsys.readouterr()
        assert program == "scenewright" and main(words) == 0, line
        told = capsys.readouterr().out
        if " lint " in line:
            assert told == "3 scenarios: 0 errors, 0 warnings\n"
        if "--where" in line:
            assert "1 of 3 scenarios" in told


def test_the_table_of_rules():
    rows = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \| (\w+) \|", SECTION, re.MULTILINE)
    told = {rule.strip("` "): level for rules, level in rows for rule in rules.split(",")}
    assert told == {rule.id: rule.level for rule in (*RULES, READABLE)}
