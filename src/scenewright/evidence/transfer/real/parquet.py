"""Own photos in Parquet files: one for dev, one for test, a row a photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem, nearest
from scenewright.evidence.transfer.document import ParquetPhotos
from scenewright.evidence.transfer.photos import RealPhotos, measure_photos
from scenewright.evidence.transfer.real.encoded import decoded
from scenewright.evidence.transfer.sightings import CRITERION, sightings
from scenewright.identity import digest, sha256_hex

__all__ = ["load_parquet_photos"]

_MOST = 5
"""Problems of one kind that are told one by one."""


def load_parquet_photos(real: ParquetPhotos, classes: Sequence[str], folder: Path) -> RealPhotos:
    """The photos of both files, dev first. Raises `InputError` with every problem of both.

    Problems are a file that cannot be read, a column that is missing, a label that is no class, bytes that
    are no image, and photos that stand in both files.
    """
    files = {"dev": folder / real.dev, "test": folder / real.test}
    tables, problems = {}, []
    for part, file in files.items():
        table, wrong = _read(file, real)
        problems += wrong
        tables[part] = table
    if problems:
        raise InputError(problems)
    read = {part: _rows(tables[part], files[part], real, classes) for part in files}
    problems = [problem for part in read.values() for problem in part.problems]
    problems += _in_both(read["dev"], read["test"], files["test"])
    if problems:
        raise InputError(problems)
    dev, test = read["dev"], read["test"]
    images, labels = (*dev.images, *test.images), (*dev.labels, *test.labels)
    names = tuple(f"{part}/{n:06d}" for part in files for n in range(len(read[part].images)))
    properties = measure_photos(images, labels)
    for column in real.columns:
        values = pa.concat_arrays([_numbers(tables[part], column) for part in files])
        properties = properties.append_column(column, values)
    by_look = [part for part in files if real.group not in tables[part].column_names]
    told = " and ".join(part for part in files if part not in by_look)
    grouping = "; ".join(
        [*([f"{told}: column {real.group}"] if told else []), *(f"{part}: {CRITERION}" for part in by_look)]
    )
    return RealPhotos(
        name="parquet",
        source=f"{Path(real.dev).name}, {Path(real.test).name}",
        licence=real.licence,
        digest=digest([[name, sha] for name, sha in zip(names, (*dev.hashes, *test.hashes), strict=True)]),
        names=names,
        images=images,
        labels=labels,
        groups=np.concatenate([dev.groups, test.groups + dev.groups.max() + 1]),
        is_dev=np.arange(len(images)) < len(dev.images),
        properties=properties,
        grouping=grouping,
    )


@dataclass(frozen=True, eq=False)
class _Part:
    """One file's photos, and what is wrong with them."""

    images: list[NDArray[np.uint8]]
    labels: list[str]
    hashes: list[str]
    groups: NDArray[np.int64]
    problems: list[Problem]


def _read(file: Path, real: ParquetPhotos) -> tuple[pa.Table, list[Problem]]:
    wanted = [real.image, real.label, *real.columns]
    try:
        known = pq.read_schema(file).names
        columns = [*wanted, real.group] if real.group in known else wanted
        missing = [name for name in wanted if name not in known]
        if missing:
            return None, [
                Problem(
                    expected=f"a column '{name}'",
                    found=f"columns {', '.join(known)}",
                    file=str(file),
                    fix=nearest(name, known),
                )
                for name in missing
            ]
        table = pq.read_table(file, columns=columns)
    except FileNotFoundError:
        fix = "put your photos there, or name the file in the plan's 'real'"
        return None, [Problem(expected="a Parquet file", found="no such file", file=str(file), fix=fix)]
    except (pa.ArrowInvalid, OSError) as error:
        found = str(error).splitlines()[0]
        return None, [Problem(expected="a Parquet file", found=found, file=str(file))]
    if not len(table):
        return None, [Problem(expected="photos", found="a file without rows", file=str(file))]
    return table, []


def _rows(table: pa.Table, file: Path, real: ParquetPhotos, classes: Sequence[str]) -> _Part:
    images, labels, hashes, bad = [], [], [], []
    told = zip(table[real.image].to_pylist(), table[real.label].to_pylist(), strict=True)
    for row, (data, label) in enumerate(told):
        name = _class_of(label, classes)
        if name is None:
            expected = f"one of the {len(classes)} classes, or its number from 0"
            bad.append(Problem(expected=expected, found=repr(label), file=str(file), field=f"row {row}"))
        image = decoded(data)
        if image is None:
            bad.append(
                Problem(expected="a PNG or JPEG", found="other bytes", file=str(file), field=f"row {row}")
            )
            continue
        images.append(image)
        labels.append(name or "")
        hashes.append(sha256_hex(image.tobytes()))
    if bad[_MOST:]:
        more = Problem(expected="the same", found=f"{len(bad) - _MOST} rows more", file=str(file))
        bad = [*bad[:_MOST], more]
    if bad:
        groups = np.zeros(len(images), np.int64)
    elif real.group in table.column_names:
        groups = np.unique(np.array(table[real.group].to_pylist(), str), return_inverse=True)[1]
    else:
        groups = sightings(images, labels, photos_a_group=real.photos_a_group)
    return _Part(images, labels, hashes, np.asarray(groups, np.int64), bad)


def _class_of(label: Any, classes: Sequence[str]) -> str | None:
    if isinstance(label, str):
        return label if label in classes else None
    return classes[label] if isinstance(label, int) and 0 <= label < len(classes) else None


def _in_both(dev: _Part, test: _Part, file: Path) -> list[Problem]:
    shared = set(dev.hashes) & set(test.hashes)
    if not shared:
        return []
    row = next(n for n, each in enumerate(test.hashes) if each in shared)
    found = f"{len(shared)} that are, the first in row {row}"
    fix = "take them out of one of the files"
    return [Problem(expected="test photos that are not dev photos", found=found, file=str(file), fix=fix)]


def _numbers(table: pa.Table, column: str) -> pa.Array:
    return pa.array(table[column].to_pylist(), pa.float64())
