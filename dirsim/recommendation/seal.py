"""Seal of a decision record: digests of its text, input, answer and facts.

A seal shows that a part was changed after the record was written; anyone can write a new one. A signature shows who wrote it:
Ed25519 (RFC 8032), by the package ``cryptography``, with a key of the user's.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dirsim.errors import UsageError

PARTS = ("text", "input", "answer", "facts", "rules")
"""The parts of a record that have a digest."""
_RULES = ("catalog", "credentials", "designs", "model", "protocols", "recommendation", "resilience", "simulation")
"""The rooms of the package whose code decides an answer."""
_LONGEST_KEY = 1 << 16
_MISSING = "signatures need the package cryptography: install dirsim[sign]"


def digest_of(value: Any) -> str:
    """The digest of a text, or of plain data in its canonical JSON."""
    whole = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return "sha256:" + hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def visible(text: str) -> str:
    """The text of a record as the seal has it: without the blank lines around it."""
    return text.strip("\n")


def seal_of(data: Mapping[str, Any], text: str) -> dict[str, str]:
    """The seal of a record.

    Args:
        data: The requirements, the answer and the facts.
        text: The text above the data.
    """
    seal = {
        "text": digest_of(visible(text)),
        "input": digest_of(data["requirements"]),
        "answer": digest_of(data["answer"]),
        "facts": digest_of(data["facts"]),
        "rules": rules_digest(),
    }
    return {**seal, "whole": whole_of(seal)}


def whole_of(seal: Mapping[str, Any]) -> str:
    """The digest of a seal's digests: none of them can be changed alone."""
    return digest_of({part: str(seal.get(part)) for part in PARTS})


@cache
def rules_digest() -> str:
    """The digest of the code that decides answers."""
    root = Path(__file__).parents[1]
    files = sorted(path for room in _RULES for path in (root / room).rglob("*.py"))
    whole = hashlib.sha256()
    for path in files:
        whole.update(f"{path.relative_to(root).as_posix()}\0".encode())
        whole.update(path.read_bytes())
    return f"sha256:{whole.hexdigest()}"


def _signed_bytes(data: Mapping[str, Any], seal: Mapping[str, Any]) -> bytes:
    """The bytes that a signature covers: the seal and everything that it is of, in canonical JSON."""
    kept = {key: seal[key] for key in PARTS if key in seal}
    return json.dumps(
        [kept, data["requirements"], data["answer"], data["facts"]], sort_keys=True, ensure_ascii=True
    ).encode()


def signed(data: Mapping[str, Any], seal: Mapping[str, Any], key: str | os.PathLike[str]) -> dict[str, Any]:
    """The seal with a signature.

    Args:
        data: The requirements, the answer and the facts.
        seal: Its seal.
        key: A private Ed25519 key in PEM without a password, as ``openssl genpkey -algorithm ed25519`` writes it.

    Raises:
        UsageError: The key cannot be read, or the package ``cryptography`` is not installed.
    """
    private = _key(key, private=True)
    value = private.sign(_signed_bytes(data, seal))
    raw = private.public_key().public_bytes_raw()
    return {
        **seal,
        "signature": {
            "algorithm": "ed25519",
            "public_key": base64.b64encode(raw).decode(),
            "value": base64.b64encode(value).decode(),
        },
    }


def signature_fault(data: Mapping[str, Any], seal: Mapping[str, Any], key: str | os.PathLike[str] | None) -> str:
    """The fault of a record's signature; empty if it is valid, or if there is none and no key asks for one.

    Args:
        data: The requirements, the answer and the facts.
        seal: The seal of the record.
        key: A public Ed25519 key in PEM that must have signed it; ``None`` means that any key may.

    Raises:
        UsageError: The key cannot be read, or the package ``cryptography`` is not installed.
    """
    wanted = None if key is None else _key(key, private=False).public_bytes_raw()
    found = seal.get("signature")
    if found is None:
        return "the record is not signed" if wanted is not None else ""
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 -- an extra
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 -- as above
    except ImportError:
        raise UsageError(_MISSING) from None
    try:
        if found["algorithm"] != "ed25519":
            return "the signature has an unknown algorithm"
        raw = base64.b64decode(found["public_key"], validate=True)
        public = Ed25519PublicKey.from_public_bytes(raw)
        if wanted is not None and wanted != raw:
            return "the record is signed with another key"
        public.verify(base64.b64decode(found["value"], validate=True), _signed_bytes(data, seal))
    except InvalidSignature:
        return "the signature does not fit the record"
    except (KeyError, TypeError, ValueError):
        return "the signature is damaged"
    return ""


def _key(path: str | os.PathLike[str], *, private: bool) -> Any:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 -- an extra
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 -- as above
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 -- as above
    except ImportError:
        raise UsageError(_MISSING) from None
    name = os.fspath(path)
    wanted = ed25519.Ed25519PrivateKey if private else ed25519.Ed25519PublicKey
    try:
        with Path(name).open("rb") as stream:
            content = stream.read(_LONGEST_KEY)
        if private:
            found: Any = serialization.load_pem_private_key(content, None)
        else:
            found = serialization.load_pem_public_key(content)
    except OSError as error:
        raise UsageError(f"the key {name} cannot be read: {error.strerror or error}") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, wanted):
        raise UsageError(
            f"the key {name} is not {'a private' if private else 'a public'} Ed25519 key in PEM without a password"
        )
    return found
