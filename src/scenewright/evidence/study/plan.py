"""The study plan: which variants are compared and what is expected of which figure, fixed before the run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenewright.documents import Checked, read_checked
from scenewright.errors import InputError, Problem, nearest
from scenewright.evidence.study.document import BASE, KIND, StudyDocument, Variant
from scenewright.evidence.transfer import Plan, load_plan
from scenewright.evidence.transfer.seeds import EXAMPLE
from scenewright.generate import Recipe, make_recipe
from scenewright.identity import digest
from scenewright.plugins import load
from scenewright.scenario import Odd, Scenario, load_odd, load_scenario, scenario_from_document

__all__ = ["Study", "StudyVariant", "load_study"]

_STAND_INS = {
    "name": "unnamed",
    "scenario": "unnamed",
    "evaluation": "unnamed",
    "frames": 1000,
    "seeds": list(EXAMPLE),
    "predictors": ["kid"],
    "hypothesis": {"predictor": "kid", "direction": "negative", "minimum_rho": 0.5},
    "variants": [{"name": f"stand-in-{i}"} for i in range(3)],
}
_REFERENCE = "reference"


@dataclass(frozen=True)
class StudyVariant:
    """One scenario of the study and how it is sampled."""

    name: str
    scenario: Scenario
    strategy: str


@dataclass(frozen=True)
class Study:
    """A validated plan with all that it names."""

    document: StudyDocument
    evaluation: Plan
    """With the study's seeds."""
    odd: Odd | None
    variants: tuple[StudyVariant, ...]
    """The base scenario first."""

    @property
    def digest(self) -> str:
        """SHA-256 of the document with every default, and of the documents that it names."""
        named = [
            self.evaluation.digest,
            self.variants[0].scenario.digest,
            self.odd.digest if self.odd else "",
        ]
        return digest([self.document.model_dump(mode="json"), *named])

    @property
    def trained_frames(self) -> int:
        """Frames of a variant that are trained on, where all show a class."""
        kept = round(self.document.frames * (1 - self.document.held_out))
        return min(kept, self.evaluation.document.budget.images)

    def recipe(self, variant: StudyVariant) -> Recipe:
        """What decides the bytes of a variant's dataset."""
        document = self.document
        return make_recipe(
            [variant.scenario],
            count=document.frames,
            seed=document.generation_seed,
            strategy=variant.strategy,
            profile=document.profile,
        )

    def reference(self) -> Recipe:
        """Further frames of the base scenario: the features of all variants come from a probe trained on
        them, so that no variant is seen by features that were fitted to its own frames."""
        document, base = self.document, self.variants[0]
        return make_recipe(
            [base.scenario],
            count=document.frames,
            seed=f"{document.generation_seed}/{_REFERENCE}",
            strategy=base.strategy,
            profile=document.profile,
        )


def load_study(path: Path) -> Study:
    """Read a study plan and the documents that it names. Raises `InputError` with every problem found."""
    checked = read_checked(path, KIND, StudyDocument, _STAND_INS)
    document, problems = checked.model, list(checked.problems)

    def named(field: str, place: str, read: Any) -> Any:
        if field.split(".")[0] in checked.bad or not place:
            return None
        try:
            return read(path.parent / place)
        except InputError as error:
            problems.extend(error.problems)
            return None

    base = named("scenario", document.scenario, load_scenario)
    evaluation = named("evaluation", document.evaluation, load_plan)
    odd = named("coverage.odd", document.coverage.odd, load_odd)
    problems += _unknown_names(checked, base)
    variants: list[StudyVariant] = []
    if base is not None and "variants" not in checked.bad:
        variants, wrong = _variants(checked, base)
        problems += wrong
    if evaluation is not None:
        problems += _too_few_frames(checked, evaluation)
    if problems:
        raise InputError(sorted(problems, key=lambda p: (p.file != str(path), p.file, p.line or 0)))
    seeded = evaluation.document.model_copy(update={"seeds": document.seeds})
    plan = Plan(seeded, evaluation.slices, evaluation.folder)
    return Study(document, plan, odd, tuple(variants))


def _variants(checked: Checked[StudyDocument], base: Scenario) -> tuple[list[StudyVariant], list[Problem]]:
    """Scenarios of all variants, and what is wrong with them, said of the plan's own lines."""
    strategy = checked.model.strategy
    found = [StudyVariant(BASE, _renamed(base, BASE), strategy)]
    problems: list[Problem] = []
    alike = {_content(found[0]): BASE}
    for number, variant in enumerate(checked.model.variants):
        try:
            made = StudyVariant(variant.name, _changed(base, variant), variant.strategy or strategy)
        except InputError as error:
            problems += [_in_plan(checked, number, len(base.constraints), p) for p in error.problems]
            continue
        content = _content(made)
        if content in alike:
            told, fix = f"'{variant.name}' like '{alike[content]}'", "change a parameter, or remove it"
            place = ("variants", number, "name")
            expected = "variants that differ"
            problems.append(checked.source.problem(place, expected=expected, found=told, fix=fix))
        alike.setdefault(content, variant.name)
        found.append(made)
    return found, problems


def _renamed(base: Scenario, name: str) -> Scenario:
    return scenario_from_document({**base.to_document(), "name": f"{base.name}/{name}"})


def _changed(base: Scenario, variant: Variant) -> Scenario:
    document = base.to_document()
    return scenario_from_document(
        {
            **document,
            "name": f"{base.name}/{variant.name}",
            "parameters": {**document["parameters"], **variant.parameters},
            "constraints": [*document["constraints"], *variant.constraints],
        }
    )


def _content(variant: StudyVariant) -> str:
    plain: Mapping[str, Any] = {**variant.scenario.to_document(resolved=True), "name": ""}
    return digest([_text_keys(plain), variant.strategy])


def _text_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _text_keys(item) for key, item in value.items()}
    return [_text_keys(item) for item in value] if isinstance(value, list) else value


def _in_plan(checked: Checked[StudyDocument], number: int, own: int, problem: Problem) -> Problem:
    """A problem of a variant's scenario at its place in the plan; `own` constraints are the base's."""
    parts: list[str | int] = [int(p) if p.isdecimal() else p for p in re.split(r"\.", problem.field) if p]
    if parts[:1] == ["constraints"] and len(parts) > 1 and isinstance(parts[1], int):
        parts = ["constraints", parts[1] - own] if parts[1] >= own else ["parameters"]
    if parts[:1] not in (["parameters"], ["constraints"]):
        parts = ["name"] if parts[:1] == ["name"] else ["parameters"]
    return checked.source.problem(
        ("variants", number, *parts), expected=problem.expected, found=problem.found, fix=problem.fix
    )


def _unknown_names(checked: Checked[StudyDocument], base: Scenario | None) -> list[Problem]:
    """Names inside the plan that point at nothing, where their target could be read."""
    document, problems = checked.model, []

    def report(place: tuple[str | int, ...], expected: str, name: str, known: Sequence[str]) -> None:
        found, fix = f"'{name}'", nearest(name, known)
        problems.append(checked.source.problem(place, expected=expected, found=found, fix=fix))

    if "predictors" not in checked.bad:
        known = document.predictors
        if "hypothesis" not in checked.bad and document.hypothesis.predictor not in known:
            place = ("hypothesis", "predictor")
            report(place, "one of the plan's predictors", document.hypothesis.predictor, known)
        if "controls" not in checked.bad:
            for i, control in enumerate(document.controls or ()):
                if control not in known:
                    report(("controls", i), "one of the plan's predictors", control, known)
    if base is not None and "coverage" not in checked.bad:
        specs = [spec.name for spec in load("worlds", base.world).parameters]
        for i, name in enumerate(document.coverage.parameters):
            if name not in specs:
                expected = f"a parameter of the world '{base.world}'"
                report(("coverage", "parameters", i), expected, name, specs)
    return problems


def _too_few_frames(checked: Checked[StudyDocument], evaluation: Plan) -> list[Problem]:
    classes, document = len(evaluation.document.classes), checked.model
    least = 4 * classes
    if {"frames", "held_out"} & checked.bad or document.frames >= least:
        return []
    expected, fix = f"at least 4 frames for each of {classes} classes", f"raise it to {least} or more"
    return [checked.source.problem(("frames",), expected=expected, found=str(document.frames), fix=fix)]
