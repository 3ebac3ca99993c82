from __future__ import annotations

import json

import pytest

from scenewright.cli import main


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("scenewright ")


@pytest.mark.parametrize(
    "arguments",
    [["relese"], ["release", "show"], ["release", "show", "nothing@here"], ["pull", "x"],
     ["init", "p", "--bogus"],
     ["init", "p", "--template", "no-such"], ["release", "verify"], ["release", "build", "n"]],
)  # fmt: skip
def test_bad_input_exits_2_with_a_message_and_one_json_object(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--json"]) == 2
    out = capsys.readouterr()
    assert json.loads(out.out)["error"]["problems"]
    assert "Traceback" not in out.err and "expected" in out.err
