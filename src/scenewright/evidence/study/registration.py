"""Which plans were fixed in a work folder, in their order: a plan that was changed after a run is seen."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from scenewright.evidence.study.plan import Study
from scenewright.generate.journal import write_whole

__all__ = ["register"]

_FOLDER = "registered"


def register(study: Study, work: Path) -> list[str]:
    """Write the plan's digest and content down, unless they are; digests of the plans registered before it.

    Files are numbered and never overwritten.
    """
    folder = work / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    known = [file.name.split("-")[1].removesuffix(".json") for file in sorted(folder.glob("*-*.json"))]
    if study.digest in known:
        return known[: known.index(study.digest)]
    content = {
        "digest": study.digest,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "plan": study.document.model_dump(mode="json"),
    }
    file = folder / f"{len(known) + 1:04d}-{study.digest}.json"
    write_whole(file, json.dumps(content, indent=1).encode())
    return known
