"""Real photos that judge: one set a module, each giving `RealPhotos`."""

from __future__ import annotations

from pathlib import Path

from scenewright.evidence.transfer.document import EvaluationPlan, ParquetPhotos
from scenewright.evidence.transfer.photos import RealPhotos

__all__ = ["load_real_set"]


def load_real_set(document: EvaluationPlan, folder: Path) -> RealPhotos:
    """The photos that a plan names, paths from `folder`. Raises `InputError` when they cannot be read."""
    if isinstance(document.real, ParquetPhotos):
        from scenewright.evidence.transfer.real.parquet import load_parquet_photos

        return load_parquet_photos(document.real, document.classes, folder)
    from scenewright.evidence.transfer.real.traffic_light_crops import load_traffic_light_crops

    return load_traffic_light_crops(dev_fraction=document.real.dev_fraction)
