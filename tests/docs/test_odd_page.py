"""The page on ODDs: its files are good, its commands run in their order, its Python runs."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from scenewright import plugins
from scenewright.cli import main
from scenewright.scenario.odd import SCHEMES, load_odd

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "odd.md").read_text("utf-8")
FILES = dict(re.findall(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)```$", PAGE, re.DOTALL | re.MULTILINE))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with the page's files, and the entry points of this source tree."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    info = tmp_path / "path" / "this_tree-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: this-tree\nVersion: 1\n")
    lines = ["[scenewright.exporters]", *(f"{k} = {v}" for k, v in points["scenewright.exporters"].items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    monkeypatch.syspath_prepend(tmp_path / "path")
    for cached in (plugins._points, plugins.load):
        cached.cache_clear()
    monkeypatch.chdir(tmp_path)
    assert main(["init", "roads", "--template", "traffic-sign"]) == 0
    monkeypatch.chdir(tmp_path / "roads")
    for name, text in FILES.items():
        Path(name).write_text(text)
    yield tmp_path / "roads"
    for cached in (plugins._points, plugins.load):
        cached.cache_clear()


def test_the_page_in_its_order(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    lines = [line.strip() for line in text.splitlines() if line.startswith("    ") and line.strip()]
    assert len(lines) == 10
    assert {line.split()[2] for line in lines if line.startswith("scenewright odd")} == {
        "show", "schemes", "estimate", "diff", "export", "import", "cod",
    }  # fmt: skip
    for line in lines:
        words = shlex.split(line)[1:]
        if words[0] == "generate":
            words[words.index("-n") + 1] = "3"
            words += ["--workers", "1", "--profile", "draft"]
        assert main(words) == 0, f"{line}: {capsys.readouterr().err}"
    capsys.readouterr()
    assert load_odd(Path("odd/again.odd.yaml")).digest == load_odd(Path("odd/shuttle.odd.yaml")).digest
    assert Path("reports/cod.parquet").is_file() and Path("exports/openlabel/openlabel.json").is_file()
    code = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert code
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(compile(code[1], "odd.md", "exec"), {})
    assert told.getvalue().count("\n") == 6, "two tables of three rows"


@pytest.mark.parametrize("name", [n for n in FILES if n.endswith(".odd.yaml")])
def test_documents_of_the_page_follow_the_published_schema(name: str) -> None:
    published = yaml.safe_load((ROOT / "docs" / "schemas" / "odd.schema.json").read_text())
    jsonschema.validate(yaml.safe_load(FILES[name]), published)


def test_the_schema_refuses_a_table_that_is_none() -> None:
    published = yaml.safe_load((ROOT / "docs" / "schemas" / "odd.schema.json").read_text())
    document = yaml.safe_load(FILES["odd/shuttle.odd.yaml"])
    document["attributes"][2]["exposure"] = {"given": "rain"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, published)


def test_all_schemes_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["odd", "schemes", "--json"]) == 0
    assert [row["scheme"] for row in json.loads(capsys.readouterr().out)["schemes"]] == list(SCHEMES)
    assert main(["odd", "schemes"]) == 0
    assert "iso34503.rain" in capsys.readouterr().out
