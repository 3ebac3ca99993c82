"""The commands of docs/coverage.md, in the order of the text, on a small dataset."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from shutil import copytree

import pytest

import scenewright
from scenewright.cli import main
from scenewright.scenario import load_scenario

PAGE = (Path(__file__).parents[2] / "docs" / "coverage.md").read_text("utf-8")
TEMPLATE = Path(scenewright.__file__).parent / "templates" / "traffic-sign"
COMMANDS = [line.strip() for line in PAGE.splitlines() if line.startswith("    scenewright")]


def test_commands_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("odd", "scenarios"):
        copytree(TEMPLATE / folder, folder)
    for name, scenario in (("signs", "all-conditions"), ("night", "night-and-dusk")):
        words = ["generate", f"scenarios/{scenario}.scenario.yaml", "-n", "8", "-o", f"datasets/{name}"]
        assert main([*words, "--profile", "draft", "--workers", "1"]) == 0
    Path("measured.csv").write_text("luminance_mean,luminance_std\n0.3,0.1\n")
    assert len(COMMANDS) == 4
    capsys.readouterr()
    values = []
    for line in COMMANDS:
        assert main([*shlex.split(line)[1:], "--json"]) == 0, line
        values.append(json.loads(capsys.readouterr().out))
    plain, against, real, suggested = values
    assert Path(plain["page"]).is_file() and len(plain["requested"]["tway"]) == 3
    assert {d["t"] for d in against["against"]["set_differences"]} == {1, 2}
    assert real["real"]["rows"] == 1
    assert len(suggested["suggestion"]["filled"]) == 2
    assert load_scenario(Path("scenarios/fill.scenario.yaml")).name.endswith("fill")
    assert main(shlex.split(COMMANDS[-1])[1:]) == 2
    assert "a new file" in capsys.readouterr().err
    words = [*shlex.split(COMMANDS[2])[1:], "--against", "datasets/night"]
    assert main(words) == 0
    told = capsys.readouterr().out
    for word in ("ESS", "PSI", "missing there", "no real record", "holes, the first"):
        assert word in told, word


@pytest.mark.parametrize(
    ("name", "expected"),
    [("fill.yaml", "a file named *.scenario.yaml"), ("Fill It.scenario.yaml", "a name such as")],
)
def test_a_suggestion_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, expected: str
) -> None:
    from scenewright.cli.coverage import _check_suggestion
    from scenewright.errors import InputError

    with pytest.raises(InputError) as caught:
        _check_suggestion(tmp_path / name)
    assert expected in caught.value.problems[0].expected
