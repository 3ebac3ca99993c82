"""Constraints that reject more of the draws than is good: sampling gets slow, distributions get bent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenewright.errors import Problem
from scenewright.proportions import wilson
from scenewright.scenario.library.draws import share
from scenewright.scenario.library.lint.base import Rule, Subject

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.scenario.constraints:
        return
    draws, limit = subject.draws, subject.settings.max_rejection
    count, rejected = draws.accepted.size, int((~draws.accepted).sum())
    # Only what is clearly above: the lower end of the interval.
    if wilson(rejected, count)[0] <= limit:
        return
    each = (~draws.met).sum(axis=1)
    worst = int(np.argmax(each))
    alone = int((~draws.met[worst] & np.delete(draws.met, worst, axis=0).all(axis=0)).sum())
    found = (
        f"{share(rejected, count)} of {count} draws rejected; "
        f"'{subject.scenario.constraints[worst].text}' rejects {each[worst] / count:.1%}"
    )
    if len(each) > 1:
        found += f", {alone / count:.1%} alone"
    fix = "narrow the parameters that it names, so that fewer draws are thrown away"
    path, expected = ("constraints", worst), f"constraints that reject at most {limit:.0%} of the draws"
    yield subject.source.problem(path, expected=expected, found=found, fix=fix)


RULE = Rule(
    id="rejection", level="warning", says="constraints that reject more than --max-rejection", check=_check
)
