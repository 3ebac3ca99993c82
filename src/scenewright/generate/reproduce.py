"""Making frames of a dataset again and comparing their hashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scenewright.dataset import Dataset, FrameKey
from scenewright.dataset.shard import MEMBERS, pack
from scenewright.errors import InputError, Problem
from scenewright.generate.describe import environment
from scenewright.generate.frame import make_frame
from scenewright.generate.recipe import Recipe
from scenewright.identity import sha256_hex
from scenewright.randomness import Streams

__all__ = ["Reproduction", "pick_keys", "reproduce"]


@dataclass(frozen=True)
class Reproduction:
    """Outcome of making frames again."""

    dataset: str
    merkle_root: str
    frames: tuple[str, ...]
    differing: tuple[dict[str, str], ...]
    """Key and member (`image`, `mask` or `json`, which holds the labels) of each difference."""
    same_environment: bool

    @property
    def passed(self) -> bool:
        return not self.differing

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": "Reproduction",
            "subject": {"dataset": self.dataset, "merkle_root": self.merkle_root},
            "frames": list(self.frames),
            "identical": len(self.frames) - len({d["key"] for d in self.differing}),
            "differing": list(self.differing),
            "same_environment": self.same_environment,
            "passed": self.passed,
        }


def pick_keys(dataset: Dataset, count: int) -> list[str]:
    """`count` frame keys, spread by chance that depends on the dataset alone."""
    keys = dataset.index.column("key").to_pylist()
    chance = Streams("reproduce", dataset.merkle_root).generator("keys")
    return sorted(chance.choice(keys, size=min(count, len(keys)), replace=False).tolist())


def reproduce(dataset: Dataset, keys: Sequence[str]) -> Reproduction:
    """Make the frames of `keys` again from the recipe. Raises `InputError` for an unknown key."""
    recipe = Recipe.from_json(dataset.manifest.recipe)
    known = dataset.index.column("key").to_pylist()
    unknown = sorted(set(keys) - set(known))
    if unknown:
        raise InputError(
            Problem(
                expected=f"a frame key of '{dataset.name}'",
                found=f"'{key}'",
                file=str(dataset.folder),
                field="--key",
                fix=f"take one from index.parquet, such as '{known[0]}'",
            )
            for key in unknown
        )
    differing = []
    for key in keys:
        row = dataset.row(key)
        frame = make_frame(recipe, FrameKey(row["scenario"], row["index"], row["time"]))
        made = pack([frame], row["shard"]).rows[0]
        for member in MEMBERS:
            stored = sha256_hex(dataset.read_member(key, member))
            if {stored, row[f"{member}_sha256"]} != {made[f"{member}_sha256"]}:
                differing.append({"key": key, "member": member})
    same = environment(recipe.world_versions)["digest"] == dataset.manifest.environment.get("digest")
    return Reproduction(dataset.name, dataset.merkle_root, tuple(keys), tuple(differing), same)
