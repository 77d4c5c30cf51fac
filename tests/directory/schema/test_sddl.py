"""Security descriptors in text, part by part ([MS-DTYP] 2.5.1)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dirsim.directory.schema.sddl import fault

SIDS = st.sampled_from(["DA", "AU", "SY", "WD", "S-1-5-32-544", "S-1-5-21-1-2-3-512", "S-1-0x1F-1"])
GUIDS = st.sampled_from(["", "4c164200-20c0-11d0-a768-00aa006e0529"])
RIGHTS = st.one_of(
    st.lists(st.sampled_from(["GA", "RP", "WP", "CC", "SD", "LO"]), max_size=4).map("".join),
    st.sampled_from(["0x1F", "255"]),
)
FLAGS = st.lists(st.sampled_from(["CI", "OI", "NP", "IO", "ID"]), max_size=3).map("".join)
TYPES = st.sampled_from(["A", "D", "OA", "OD", "AU", "OU"])
ENTRIES = st.tuples(TYPES, FLAGS, RIGHTS, GUIDS, GUIDS, SIDS).map(lambda fields: f"({';'.join(fields)})")
LISTS = st.tuples(st.sampled_from(["", "P", "AI", "PAI", "ARAI"]), st.lists(ENTRIES, max_size=3).map("".join)).map(
    "".join
)


@settings(max_examples=40)
@given(st.none() | SIDS, st.none() | SIDS, st.none() | LISTS, st.none() | LISTS)
def test_what_the_grammar_makes_is_valid(owner, group, granted, audited) -> None:
    """Owner, group and both lists, in this order and each at most once, are a valid descriptor."""
    parts = zip("OGDS", (owner, group, granted, audited), strict=True)
    text = "".join(f"{name}:{value}" for name, value in parts if value is not None)
    assert fault(text) == ("" if text else "it is empty")


@pytest.mark.parametrize(
    "words",
    [
        "AA AN AO AU BA BG BO BU CA CD CG CO CY DA DC DD DG DU EA ED ER ES HA HI HO IS IU KA LA LG LS LU LW ME MP MU",
        "NO NS NU OW PA PO PS PU RA RC RD RE RM RO RS RU SA SI SO SS SU SY UD WD WR AC AP AS CN EK",
    ],
)
def test_the_principals_of_the_standard_have_short_names(words) -> None:
    """Each two-letter principal of [MS-DTYP] 2.5.1.1 may own an object and be named in an entry."""
    assert [word for word in words.split() if fault(f"O:{word}D:(A;;GA;;;{word})")] == []


@pytest.mark.parametrize(
    "word", "GA GR GW GX RC SD WD WO RP WP CC DC LC SW LO DT CR FA FR FW FX KA KR KW KX NW NR NX".split()
)
def test_the_rights_of_the_standard_have_short_names(word) -> None:
    """Each two-letter right of [MS-DTYP] 2.5.1.1 is taken, alone and beside another one."""
    assert fault(f"D:(A;;{word};;;DA)(A;;RP{word};;;DA)") == ""


@given(ENTRIES, st.integers(0, 5))
def test_an_entry_needs_six_fields(entry, kept) -> None:
    """An entry with fewer fields is refused with their number."""
    fields = entry[1:-1].split(";")[:kept]
    assert fault(f"D:({';'.join(fields)})").endswith(f"expected six fields, found {max(kept, 1)}")


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("A;;GA;;;DA", ""),
        ("A;;GA;;;DA;(@User.x==1)", ""),
        (" A ; CI ; GA ; ; ; DA ", ""),
        ("A;;;;;DA", ""),
        ("B;;GA;;;DA", "invalid entry type 'B'"),
        ("a;;GA;;;DA", "invalid entry type 'a'"),
        ("A;CX;GA;;;DA", "invalid flags 'CX'"),
        ("A;CIO;GA;;;DA", "invalid flags 'CIO'"),
        ("A;;GAX;;;DA", "invalid rights 'GAX'"),
        ("A;;0xZZ;;;DA", "invalid rights '0xZZ'"),
        ("A;;QQ;;;DA", "invalid rights 'QQ'"),
        ("OA;;RP;4c164200-20c0-11d0-a768;;DA", "invalid GUID '4c164200-20c0-11d0-a768'"),
        ("OA;;RP;;nothing;DA", "invalid GUID 'nothing'"),
        ("A;;GA;;;", "unknown security principal ''"),
        ("A;;GA;;;XX", "unknown security principal 'XX'"),
        ("A;;GA;;;S-1", "unknown security principal 'S-1'"),
        ("A;;GA;;;S-1-5", "unknown security principal 'S-1-5'"),
    ],
)
def test_each_field_has_its_words(entry, problem) -> None:
    """Type, flags, rights, identifiers and principal of an entry are checked in this order."""
    found = fault(f"D:({entry})")
    assert found == (f"in ({entry}): {problem}" if problem else "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("O:DAG:DAD:S:", ""),
        ("  D:(A;;GA;;;DA)  ", ""),
        ("D:(A;;GA;;;DA) (A;;GA;;;AU)", ""),
        ("D:NO_ACCESS_CONTROL", ""),
        ("G:DAO:DA", "the part 'O:' is duplicate or out of order"),
        ("D:D:", "the part 'D:' is duplicate or out of order"),
        ("O:XX", "unknown security principal 'XX'"),
        ("O:", "unknown security principal ''"),
        ("D:(A;;GA;;;DA)x", "expected 'O:', 'G:', 'D:' or 'S:' at 'x'"),
        ("D:X(A;;GA;;;DA)", "expected 'O:', 'G:', 'D:' or 'S:' at 'X(A;;GA;;;DA'"),
        ("D:((A;;GA;;;DA)", "unclosed parenthesis"),
        ("D:(XA;;GA;;;DA;(a(b)c))", ""),
        (" ", "it is empty"),
    ],
)
def test_the_order_of_the_parts(text, problem) -> None:
    """Parts come in the order owner, group, access, audit; what is left over and what is open is named."""
    assert fault(text) == problem
