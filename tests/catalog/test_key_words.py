"""Everyday keys: what they mean, what is left out, and the hints for the rest."""

import pytest

from dirsim.catalog.key_words import FORMS, KEY_SYNONYMS, UNUSED, key_hint, real_key, unused
from dirsim.files.validate import schema

KEYS = {
    key
    for kind in ("requirements", "topology")
    for entry in (schema(kind), *schema(kind)["$defs"].values())
    for key in entry.get("properties", {})
}


def test_every_everyday_key_means_a_key_of_the_files():
    """Synonyms and forms name keys that exist."""
    assert {*KEY_SYNONYMS.values(), *FORMS} <= KEYS


def test_a_key_counts_only_where_its_mapping_has_it():
    """The same everyday key is taken in one place and refused in another."""
    assert real_key("idp", ["identity_providers", "users"]) == "identity_providers"
    assert real_key("idp", ["kind"]) == ""
    assert real_key("On-Prem AD", ["on_prem_ad"]) == "on_prem_ad"


@pytest.mark.parametrize("key", sorted(UNUSED))
def test_an_unused_key_is_one_value(key):
    """A key is left out for its one value; a mapping or a list could hold words."""
    assert unused(key, 3)
    assert not unused(key, {"mfa": True})
    assert not unused(key, ["mfa"])


def test_hints_for_unknown_keys():
    """A word of another list is sent there; a key that no file has gets the reason; others get no hint."""
    assert key_hint("okta", ["users"]) == "it belongs to estate.identity_providers: external-idp"
    assert key_hint("os", ["kind"]).startswith("leave it out: the kind says it")
    assert key_hint("from", ["trusting"]).startswith("trusting:")
    assert key_hint("auth", ["kind"], "windows") == "needs hold for the whole file: write needs: windows-auth-db"
    assert key_hint("zzz", ["kind"]) == ""
