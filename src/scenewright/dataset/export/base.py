"""What an exporter is, and the empty folder that each of them writes to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from scenewright.dataset.reader import Dataset
from scenewright.errors import InputError, Problem

__all__ = ["Exporter", "fresh_folder"]


class Exporter(Protocol):
    """A plug-in of the family `exporters`."""

    def export(self, dataset: Dataset, out: Path) -> int:
        """Write `dataset` to the new folder `out`; returns the number of images. Raises `InputError`."""
        ...


@contextmanager
def fresh_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out` that becomes `out` when all went well, and vanishes otherwise."""
    if out.exists():
        raise InputError(
            Problem(expected="a new folder", found="one that exists", file=str(out), fix="choose another -o")
        )
    partial = out.with_name(f".{out.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        yield partial
        partial.replace(out)
    except OSError as error:
        raise InputError(
            Problem(
                expected="a folder that can be written", found=error.strerror or str(error), file=str(out)
            )
        ) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
