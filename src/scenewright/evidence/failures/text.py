"""What `find` and `target` tell, as lines of text."""

from __future__ import annotations

from typing import Any

__all__ = ["found_lines", "target_lines"]


def found_lines(value: dict[str, Any]) -> list[str]:
    photos = value["photos"]
    lines = [f"{photos['n']} dev photos in {photos['groups']} groups, {photos['accuracy']:.2%} right"]
    if not value["slices"]:
        return [*lines, f"no slice is weak beyond chance, of {value['tests']} conditions"]
    for each, file in zip(value["slices"], value["failure_modes"], strict=True):
        lines.append(f"{each['words']}: {each['expression']}")
        lines.append(
            f"  {each['accuracy']:.1%} of {each['n']} photos right [{each['low']:.1%}, {each['high']:.1%}], "
            f"{each['others']:.1%} of the others; p {each['p_adjusted']:.2g} after Benjamini-Hochberg "
            f"over {value['tests']}"
        )
        lines += [f"  {line}" for line in _makers_lines(each["made_by"])]
        lines.append(f"  {file}")
    return [*lines, f"plan with these slices: {value['new_plan']}"]


def _makers_lines(made_by: dict[str, Any]) -> list[str]:
    if made_by["share"] is None:
        return ["frames cannot be measured for it"]
    if not made_by["share"]:
        return [f"none of the {made_by['frames']} frames is in it: target a wider scenario"]
    head = f"{made_by['share']:.1%} of {made_by['frames']} frames are in it"
    steps = [f"{s['share']:.1%} with {s['restriction']}" for s in made_by["parameters"]]
    return [", ".join([head, *steps]) if steps else f"{head}; no parameter makes it more frequent"]


def target_lines(value: dict[str, Any]) -> list[str]:
    before, after = value["share_before"], value["share_after"]
    lines = [f"{value['slice']}: {value['expression']}"]
    lines += [
        f"  {step['restriction']}: {step['share']:.1%} of {step['frames']} frames (lift {step['lift']:.2f})"
        for step in value["steps"]
    ]
    judged = f"on the {value['frames']['judged_on']} frames that chose nothing"
    if after is None:
        return [
            *lines,
            f"no parameter makes it more frequent; {before['value']:.1%} {judged}; nothing was written",
        ]
    lines.append(
        f"share in the slice {judged}: {before['value']:.1%} -> {after['value']:.1%} "
        f"[{after['low']:.1%}, {after['high']:.1%}], p {value['p']:.2g}: {value['verdict']}"
    )
    if value["scenario_file"]:
        return [*lines, f"scenario {value['scenario']}: {value['scenario_file']}"]
    return [*lines, "nothing was written; --keep writes the scenario all the same"]
