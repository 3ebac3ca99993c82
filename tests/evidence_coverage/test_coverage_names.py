"""Names of an ODD are printed and drawn as they stand, whatever signs they have."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scenewright.cli import main
from scenewright.scenario import load_scenario

_ODD = """
scenewright: 1
kind: Odd
name: "roads [/b] <script>alert(1)</script>"
attributes:
  - {name: 'sun [/red] <b>"&', parameter: sun_elevation_deg, unit: deg,
     buckets: [{label: '[night]', high: -6}, {label: '[/] :car: </text><script>', low: -6}]}
  - {name: distance, parameter: distance_m, unit: m,
     buckets: [{label: '[bold]', high: 10}, {label: far, low: 10}]}
  - {name: 'light </svg>', measured: luminance_mean, unit: "1", buckets: [{label: '[/dark]', high: 0.3},
     {label: bright, low: 0.3}]}
"""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)


def test_names_are_no_markup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("odd").mkdir()
    Path("odd/roads.odd.yaml").write_text(_ODD)
    Path("s.scenario.yaml").write_text("scenewright: 1\nkind: Scenario\nname: s\nworld: traffic_sign\n")
    words = ["--odd", "odd/roads.odd.yaml"]
    made = ["generate", "s.scenario.yaml", "-n", "2", "-o", "d", "--profile", "draft", "--workers", "1"]
    assert main([*made, "--strategy", "mixture", *words]) == 0
    assert "not aimed at: light </svg>" in capsys.readouterr().err
    monkeypatch.setenv("COLUMNS", "200")
    told = ["coverage", "d", *words, "--against", "d", "-o", "r.html", "--suggest", "new/fill.scenario.yaml"]
    assert main(told) == 0
    text = capsys.readouterr().out
    for name in ("roads [/b] <script>", 'sun [/red] <b>"&', "[night]"):
        assert name in text, name
    tags = _Tags()
    tags.feed(Path("r.html").read_text("utf-8"))
    assert "svg" in tags.found and not {"script", "b"} & tags.found
    json.loads(Path("r.json").read_text("utf-8"), parse_constant=pytest.fail)
    assert main(["coverage", "d", "d", *words]) == 2
    assert "name each dataset once" in capsys.readouterr().err
    # The suggestion names the ODD from where it stands.
    assert load_scenario(Path("new/fill.scenario.yaml")).odd == "../odd/roads.odd.yaml"
