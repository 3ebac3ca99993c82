"""A scenario's text with some distributions replaced: the rest stays as its author wrote it."""

from __future__ import annotations

import pytest
import yaml

from scenewright.documents import amended_text, parse_document
from scenewright.scenario.amend import amended
from scenewright.scenario.fitted_to import FittedTo

PHOTOS = FittedTo(photos="dev", digest="0" * 64, count=12, parameters=["a", "b"])
RANGE = {"uniform": [0, 2.5]}
LONG = {
    "given": "s",
    "cases": {name: {"normal": {"mean": 0.0, "sd": 1e-5, "low": -1, "high": 1}} for name in "wxyz"},
    "otherwise": RANGE,
}
BLOCK = """# head
scenewright: 1   # one
kind: Scenario
parameters:
  # about a
  a: {uniform: [0, 1]}  # after a
  g:
    given: s
    cases:
      x: 1
    otherwise: 2
  # about c
  c: 3
# tail
constraints: []
# end
"""


def test_comments_and_order_stay():
    text = amended(BLOCK, {"a": RANGE, "z": RANGE}, [PHOTOS])
    assert "  # about a\n  a: {uniform: [0, 2.5]}  # after a\n  g:\n    given: s\n" in text
    assert "  c: 3\n  z: {uniform: [0, 2.5]}\n# tail\nconstraints: []\nfitted_to:\n" in text
    assert text.startswith("# head\nscenewright: 1   # one\n") and text.endswith("# end\n")


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        BLOCK + "fitted_to: []\n",
        BLOCK + "fitted_to:\n- {photos: old, digest: x, count: 1, parameters: [a]}\n",
        "scenewright: 1\nkind: Scenario\n",
        "scenewright: 1\nkind: Scenario",
        "scenewright: 1\nkind: Scenario\nparameters: {}\n...\n",
        "scenewright: 1\nkind: Scenario\nparameters: {a: 1}\n",
        "scenewright: 1\nkind: Scenario\nparameters: {\n  a: 1,\n}\n",
        "scenewright: 1\nkind: Scenario\nparameters:\n",
        '{"scenewright": 1, "kind": "Scenario", "parameters": {"a": 1}}',
    ],
)
@pytest.mark.parametrize(
    "parameters", [{"a": RANGE}, {"a": LONG, "b": RANGE}, {"g": LONG}, {"g": RANGE, "c": LONG}]
)
def test_any_layout_says_what_was_asked(text, parameters):
    old = parse_document(text.encode(), "").data
    wanted = {**old, "parameters": {**(old.get("parameters") or {}), **parameters}}
    wanted["fitted_to"] = [PHOTOS.to_json()]
    once = amended(text, parameters, [PHOTOS])
    assert parse_document(once.encode(), "").data == wanted
    twice = amended(once, {"a": RANGE}, [PHOTOS, PHOTOS])
    assert yaml.safe_load(twice)["parameters"]["a"] == RANGE
    assert yaml.safe_load(twice)["fitted_to"] == [PHOTOS.to_json()] * 2


@pytest.mark.parametrize(
    "layout", ["a: b\nm:\n  # first\n  x: '1 > 0'  # why\n", "a: b\nm: {x: 1}  # why\n", "a: b\n"]
)
def test_texts_are_amended_as_well(layout):
    entries = {"y": "z in ('a', 'b') and \"class\" = 'c: d'", "w": "plain... # no comment"}
    text = amended_text(layout, {"a": "it is, or not", "n": ["p", "q"]}, {"m": entries})
    found = parse_document(text.encode(), "").data
    assert found["m"] == {**parse_document(layout.encode(), "").data.get("m", {}), **entries}
    assert (found["a"], found["n"]) == ("it is, or not", ["p", "q"])
    assert text.count("# ") == layout.count("# ") + 1, "comments stay"
