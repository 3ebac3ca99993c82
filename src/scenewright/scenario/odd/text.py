"""An ODD document as YAML, laid out as an author would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

__all__ = ["odd_text"]


def odd_text(document: Mapping[str, Any]) -> str:
    """YAML with the innermost lists and mappings on one line."""
    return str(yaml.dump(dict(document), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110))


class _Dumper(yaml.SafeDumper):
    """Writes a value out wherever it stands; short leaves on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _flow(dumper: yaml.SafeDumper, data: dict[str, Any]) -> yaml.Node:
    leaf = all(
        not isinstance(item, Mapping)
        and not (isinstance(item, list) and item and isinstance(item[0], Mapping))
        for item in data.values()
    )
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=leaf)


def _flow_list(dumper: yaml.SafeDumper, data: list[Any]) -> yaml.Node:
    leaf = not any(isinstance(item, Mapping | list) for item in data) and sum(len(str(i)) for i in data) < 80
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=leaf)


_Dumper.add_representer(dict, _flow)
_Dumper.add_representer(list, _flow_list)
