"""What the verb `odd` prints for people."""

from __future__ import annotations

from typing import Any

from scenewright.cli.output import text_console

__all__ = ["estimate_lines", "scheme_table", "show_lines"]


def show_lines(value: dict[str, Any]) -> str:
    """The attributes, and what follows from them."""
    version = f" {value['version']}" if value["version"] else ""
    lines = [f"{value['name']}{version}, digest {value['digest'][:12]}"]
    for a in value["attributes"]:
        unit, term = f" [{a['unit']}]" if a["unit"] else "", f", {a['term']}" if a["term"] else ""
        lines.append(f"{a['name']}{unit}: {a['parameter'] or a['measured']}{term}")
        lines.append("    " + ", ".join(f"{b['label']} {b['exposure']:.3g}" for b in a["buckets"]))
        if risks := [f"{b['label']} {b['risk']:g}" for b in a["buckets"] if b["risk"] != 1]:
            lines.append(f"    risk: {', '.join(risks)}")
        if a["valid"]:
            lines.append(f"    applies where {a['valid']}")
    lines += [f"dependent: {' × '.join(tied)}" for tied in value["dependent"]]
    lines += [f"no cell where {text}" for text in value["infeasible"]]
    if source := value["estimated_from"]:
        lines.append(f"exposure from {source['log']}, {source['rows']} rows, SHA-256 {source['sha256'][:12]}")
    return "\n".join((*lines, *(f"warning: {text}" for text in value["warnings"])))


def estimate_lines(value: dict[str, Any]) -> None:
    """Rows used, and exposure with intervals."""
    from rich.table import Table

    console = text_console()
    source = value["estimated_from"]
    grouped = f", {source['groups']} groups by {source['group']}" if source.get("group") else ""
    console.print(f"{source['log']}: {source['rows']} rows{grouped}, SHA-256 {source['sha256'][:12]}")
    table = Table()
    for header in ("attribute", "used", "unknown", "outside", "exposure, 95 % interval"):
        table.add_column(header, overflow="fold")
    for a in value["attributes"]:
        shares = [
            f"{label} {p:.3g} [{a['interval'][label][0]:.3g}, {a['interval'][label][1]:.3g}]"
            for label, p in a["exposure"].items()
        ]
        table.add_row(a["name"], *(str(a[k]) for k in ("used", "unknown", "outside")), ", ".join(shares))
    console.print(table)
    for name in value["not_in_log"]:
        console.print(f"not in the log, left as it was: {name}")
    if "odd" in value:
        console.print(f"{value['odd']}: digest {value['digest'][:12]}")


def scheme_table(rows: list[dict[str, Any]]) -> None:
    """Every scheme with its ranges."""
    from rich.table import Table

    table = Table()
    for header in ("scheme", "unit", "buckets, with their upper ends", "source"):
        table.add_column(header, overflow="fold")
    for row in rows:
        ends = [f"{b['label']} < {b['high']:g}" if "high" in b else b["label"] for b in row["buckets"]]
        table.add_row(row["scheme"], row["unit"], ", ".join(ends), row["source"])
    text_console().print(table)
