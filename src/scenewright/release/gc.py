"""What an interrupted build left: mark from the whole log, sweep the rest; a dry run unless asked."""

from __future__ import annotations

from scenewright.release.log import read_log
from scenewright.release.manifest import blob_refs, releases
from scenewright.release.store import Store

__all__ = ["sweep"]


def sweep(store: Store, *, delete: bool) -> list[str]:
    """Unreferenced files of blobs, releases, attestations and tmp. Raises `CheckFailed` on a log gap."""
    entries = read_log(store)
    known = releases(store, entries)
    kept = {store.blob_path(s) for r in known for s in blob_refs(r.manifest)}
    kept |= {f"releases/sha256/{r.digest}" for r in known}
    kept |= {
        f"attestations/{e.body['release']}/{e.body['attestation']}.dsse.json"
        for e in entries
        if "attestation" in e.body
    }
    folders = ("blobs", "releases", "attestations", "tmp")
    loose = [path for folder in folders for path in store.names(folder) if path not in kept]
    for path in loose if delete else ():
        (store.root / path).unlink()
    return loose
