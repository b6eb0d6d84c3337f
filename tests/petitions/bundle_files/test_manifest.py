"""The manifest: canonical bytes, and a signature anyone can check."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from petitions.bundle_files.manifest import SigningKey, fingerprint, grouped, manifest_bytes


def test_the_same_content_is_the_same_bytes() -> None:
    content = {"b": [1, "Łódź"], "a": {"y": None, "x": True}}
    turned = {"a": {"x": True, "y": None}, "b": [1, "Łódź"]}
    expected = (
        '{\n  "a": {\n    "x": true,\n    "y": null\n  },\n  "b": [\n    1,\n    "Łódź"\n  ]\n}\n'
    )
    assert manifest_bytes(content) == manifest_bytes(turned) == expected.encode()


def test_the_signature_is_over_exactly_these_bytes() -> None:
    key = SigningKey(b"\x05" * 32)
    signature = key.sign(b"content")
    assert len(signature) == 64
    assert signature == SigningKey(b"\x05" * 32).sign(b"content")
    Ed25519PublicKey.from_public_bytes(key.public).verify(signature, b"content")


def test_a_key_is_named_by_its_fingerprint() -> None:
    key = SigningKey(b"\x05" * 32)
    assert key.as_json() == {
        "algorithm": "Ed25519",
        "id": fingerprint(key.public)[:16],
        "public_key": key.public.hex(),
    }
    assert grouped("0123456789") == "0123 4567 89"
