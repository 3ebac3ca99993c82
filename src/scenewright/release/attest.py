"""Signatures: in-toto Statement v1 in DSSE envelopes, by local ed25519 keys.

A key file `keys/<keyid>.json` binds a person's name to a public key and is itself an envelope signed by that
key. Private keys stay in `keys/private/`. A local key shows that nothing was changed without it; who sits
behind it is only as sure as the folder is safe.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner, SSlibKey

from scenewright.errors import CheckFailed, Problem
from scenewright.identity import canonical_json, sha256_hex
from scenewright.release.store import Store

__all__ = ["PREDICATE_BASE", "Identity", "open_envelope", "read_keys", "seal", "signer_for", "statement"]

PREDICATE_BASE = "https://scenewright.dev/attestation/"
_STATEMENT = "https://in-toto.io/Statement/v1"
_PAYLOAD_TYPE = "application/vnd.in-toto+json"


@dataclass(frozen=True)
class Identity:
    """A signer: the name of the person and the key."""

    person: str
    keyid: str
    signer: Any


def signer_for(store: Store, person: str) -> Identity:
    """The person's signer; a key is made at first use."""
    for keyid, key in read_keys(store).items():
        if key["person"] == person:
            pem = store.read(f"keys/private/{keyid}.pem")
            return Identity(person, keyid, CryptoSigner(load_pem_private_key(pem, None)))
    signer = CryptoSigner.generate_ed25519()
    keyid = signer.public_key.keyid
    private = f"keys/private/{keyid}.pem"
    store.create(private, signer.private_bytes)
    (store.root / private).chmod(0o600)
    me = Identity(person, keyid, signer)
    body = {"person": person, "keyid": keyid, "key": signer.public_key.to_dict()}
    store.create(f"keys/{keyid}.json", seal(statement("key/v1", [("key", keyid)], body), me))
    return me


def read_keys(store: Store) -> dict[str, dict[str, Any]]:
    """keyid -> {person, key}, each key file's own signature checked. Raises `CheckFailed`."""
    found = {}
    for path in store.names("keys"):
        if not path.endswith(".json") or path.count("/") != 1:
            continue
        data, file = store.read(path), str(store.root / path)
        try:
            outer = json.loads(data)
            claimed = json.loads(Envelope.from_dict(outer).payload)["predicate"]
            key = SSlibKey.from_dict(claimed["keyid"], dict(claimed["key"]))
            # The key id is recomputed from the key, so that neither can be exchanged.
            real = SSlibKey.from_crypto(key._crypto_key()).keyid
        except Exception as error:
            raise _refused(file, "a key file", f"{type(error).__name__}") from None
        entry = {"person": claimed["person"], "key": key}
        if real != key.keyid or Path(path).stem != real:
            raise _refused(file, f"the key file of {real}", key.keyid)
        open_envelope(data, {real: entry}, file)
        found[real] = entry
    return found


def statement(kind: str, subjects: list[tuple[str, str]], predicate: dict[str, Any]) -> dict[str, Any]:
    """An in-toto Statement v1 about (name, SHA-256) subjects."""
    return {
        "_type": _STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": value}} for name, value in subjects],
        "predicateType": PREDICATE_BASE + kind,
        "predicate": predicate,
    }


def seal(payload: dict[str, Any], identity: Identity) -> bytes:
    """Canonical bytes of the DSSE envelope of `payload` with one signature."""
    envelope = Envelope(canonical_json(payload), _PAYLOAD_TYPE, {})
    envelope.sign(identity.signer)
    return canonical_json(envelope.to_dict())


def open_envelope(data: bytes, keys: dict[str, dict[str, Any]], file: str) -> tuple[dict[str, Any], str]:
    """(statement, key id) of an envelope.

    The bytes must be the one canonical encoding, so that a change in padding or blanks is found as well.
    Raises `CheckFailed`.
    """
    try:
        envelope = Envelope.from_dict(json.loads(data))
        same = canonical_json(envelope.to_dict()) == data and len(envelope.signatures) == 1
        payload: dict[str, Any] = json.loads(envelope.payload)
        keyid = next(iter(envelope.signatures))
    except Exception as error:
        raise _refused(file, "a DSSE envelope", type(error).__name__) from None
    if not same or envelope.payload_type != _PAYLOAD_TYPE or canonical_json(payload) != envelope.payload:
        raise _refused(
            file, "a canonical DSSE envelope with one signature", f"other bytes {sha256_hex(data)[:12]}"
        )
    if keyid not in keys:
        raise _refused(file, "a signature by a key of this store", f"key {keyid}")
    try:
        envelope.verify([keys[keyid]["key"]], 1)
    except Exception as error:
        raise _refused(file, "a valid signature", type(error).__name__) from None
    return payload, keyid


def _refused(file: str, expected: str, found: str) -> CheckFailed:
    return CheckFailed(Problem(expected=expected, found=found, file=file, fix="restore the file from a copy"))
