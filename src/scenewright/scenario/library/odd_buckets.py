"""In which bucket of an operational design domain the draws of a scenario fall."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.expressions import Expression
from scenewright.scenario.odd import OddAttribute
from scenewright.scenario.odd.assign import bucket_codes

__all__ = ["in_some_bucket"]


def in_some_bucket(attribute: OddAttribute, table: pa.Table) -> NDArray[np.bool_] | None:
    """Which rows lie in a bucket of the attribute, shape (n,); None where the sample does not tell.

    The upper end of the last bucket belongs to it, as in coverage.
    """
    if not attribute.parameter:
        return None
    expression = Expression.parse(attribute.parameter)
    if expression.unknown(table.column_names):
        return None
    return bucket_codes(attribute.ranges, expression.evaluate(table)) >= 0
