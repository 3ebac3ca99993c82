"""`tags: [night, rain]`: words to find a scenario by."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from scenewright.documents import Finding, refusal, shown

__all__ = ["Tags"]

_LONGEST = 40
_TAG = re.compile("[a-z0-9]+([._:-]+[a-z0-9]+)*")
_MOST = 32


def _checked(tags: list[str]) -> list[str]:
    findings = []
    for i, tag in enumerate(tags):
        if tag in tags[:i]:
            findings.append(Finding("distinct tags", f"{shown(tag)} twice", (i,), "remove one"))
        elif not _TAG.fullmatch(tag) or len(tag) > _LONGEST:
            words = "-".join(re.findall(r"[a-z0-9]+(?:[._:-]+[a-z0-9]+)*", tag.lower()))[:_LONGEST]
            expected = f"a tag such as night or iso34504:rain: a-z, 0-9, . _ : -, at most {_LONGEST}"
            fix = f"write '{words.rstrip('._:-')}'" if words else "remove it"
            findings.append(Finding(expected, shown(tag), (i,), fix))
    if len(tags) > _MOST:
        findings.append(Finding(f"at most {_MOST} tags", str(len(tags)), (), "keep those that are searched"))
    if findings:
        raise refusal(findings)
    return tags


Tags = Annotated[list[str], AfterValidator(_checked)]
"""Distinct lower-case words, in the author's order."""
