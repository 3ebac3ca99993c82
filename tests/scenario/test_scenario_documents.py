"""A scenario is its document: there and back the same, and its digest stands for what may happen."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import SPECS, scenario, scenario_documents

from scenewright.documents import parse_document
from scenewright.errors import InputError
from scenewright.scenario import Scenario, draw, scenario_from_document

_RICH: dict[str, Any] = {
    "name": "law/rich",
    "world": "small",
    "odd": "../odd/urban.odd.yaml",
    "targets": ["FM-1", "FM-2"],
    "parameters": {
        "x": {"given": "color", "cases": {"red": {"uniform": [1.5, 2.5]}, "300": 3.5}, "otherwise": 4.5},
        "y": {
            "mixture": [
                {"weight": 0.25, "normal": {"mean": 1, "sd": 2, "low": -1, "high": 3}},
                {"weight": 0.75, "log_uniform": [0.5, 8]},
                {"weight": 0.5, "choice": {"10": 1, "20.5": 2}},
            ]
        },
        "count": {"integer": [1, 9]},
        "color": {"choice": {"red": 0.5, "green": 0.25, "300": 0.25}},
        "wet": True,
    },
    "derived": {"far": "x > 2", "near": "x <= 2"},
    "constraints": ["x > 0", "x < 90 or far"],
}


def _read(document: Any) -> Scenario:
    return scenario_from_document(document, SPECS)


@settings(max_examples=150, deadline=None)
@given(document=scenario_documents)
def test_document_and_scenario_are_the_same(document: Any) -> None:
    first = _read(document)
    again = _read(first.to_document())
    assert again == first and again.digest == first.digest
    resolved = _read(first.to_document(resolved=True))
    assert resolved.digest == first.digest
    drawn = [draw(s, root="r", strategy="random", index=3) for s in (first, again, resolved)]
    assert drawn[0] == drawn[1] == drawn[2]


@settings(max_examples=60, deadline=None)
@given(document=scenario_documents)
def test_yaml_gives_the_same_scenario_as_plain_data(document: Any) -> None:
    text = yaml.safe_dump(_read(document).to_document(), allow_unicode=True)
    assert _read(parse_document(text.encode(), "law.yaml").data) == _read(document)


@settings(max_examples=100, deadline=None)
@given(document=scenario_documents | st.just(_RICH), seed=st.integers(0, 1000))
def test_digest_and_draws_do_not_depend_on_the_order_of_keys(document: Any, seed: int) -> None:
    first, second = _read(document), _read(_shuffled(document, random.Random(seed)))
    assert first.digest == second.digest
    drawn = [draw(s, root="r", strategy="sobol", index=7) for s in (first, second)]
    assert drawn[0] == drawn[1]


def test_order_of_options_in_a_list_does_not_matter() -> None:
    choices = (["red", "green", "300"], [300, "green", "red"], {"green": 1, "red": 1, "300": 1})
    assert len({scenario({"color": {"choice": choice}}).digest for choice in choices}) == 1


def test_digest_changes_with_every_value() -> None:
    first = _read(_RICH).digest
    digests, refused = [], []
    for path in _leaves(_RICH):
        variants = []
        for change in _changes(_at(_RICH, path)):
            document = copy.deepcopy(_RICH)
            _at(document, path[:-1])[path[-1]] = change
            try:
                variants.append(_read(document).digest)
            except InputError:
                continue
        digests += variants
        refused += [] if variants else [path]
    assert first not in digests and len(set(digests)) == len(digests)
    # No other parameter has these cases.
    assert refused == [("parameters", "x", "given")]
    assert len(digests) > 40


def test_digest_changes_with_every_name_and_entry() -> None:
    first = _read(_RICH).digest
    for section in ("parameters", "derived", "constraints", "targets"):
        for key in _RICH[section] if isinstance(_RICH[section], dict) else range(len(_RICH[section])):
            document = copy.deepcopy(_RICH)
            del document[section][key]
            try:
                assert _read(document).digest != first
            except InputError:
                # A constraint names what was taken out.
                assert section == "derived"


def test_digest_changes_with_the_parent_of_a_condition() -> None:
    cases = {"cases": {"1": 5}, "otherwise": 6}
    by_count, by_y = ({"x": {"given": parent, **cases}} for parent in ("count", "y"))
    assert scenario(by_count).digest != scenario(by_y).digest


def test_description_is_no_part_of_what_may_happen() -> None:
    assert _read({**_RICH, "description": "at dusk"}).digest == _read(_RICH).digest


def test_defaults_that_are_written_out_change_nothing() -> None:
    assert scenario({"count": {"integer": [0, 3]}}).digest == scenario().digest


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        items = [(key, _shuffled(item, chance)) for key, item in value.items()]
        chance.shuffle(items)
        return dict(items)
    return [_shuffled(item, chance) for item in value] if isinstance(value, list) else value


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _leaves(value[key], (*path, key))
    else:
        yield path


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _changes(value: Any) -> list[Any]:
    """Other values of the same type, near enough to be allowed as a rule."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, str):
        others = ("count", "wet") if value == "color" else (value + "2", value.replace("x", "y"))
        return [other for other in others if other != value]
    return [value + 1, value * (1 + 1e-12)] if isinstance(value, float) else [value + 1]
