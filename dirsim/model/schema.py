"""A forest's schema: which attributes and classes there are, and how they belong together.

Source: [MS-ADTS] 3.1.1.2 (schema) and 3.1.1.2.2.2 (LDAP representations of syntaxes).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from attrs import field, frozen

BASE_OBJECT = 0x10
"""The flag FLAG_SCHEMA_BASE_OBJECT of ``systemFlags``: the definition came with the directory ([MS-ADTS] 2.2.10)."""
SAMBA_ARC = "1.3.6.1.4.1.7165."
"""Under it stand the definitions that Samba adds of its own."""


class Category(IntEnum):
    """What kind of class it is (``objectClassCategory``)."""

    CLASS_88 = 0
    STRUCTURAL = 1
    ABSTRACT = 2
    AUXILIARY = 3


@frozen(kw_only=True)
class AttributeDefinition:
    """An attribute as the schema defines it (``attributeSchema``).

    Attributes:
        name: Its ``lDAPDisplayName``.
        cn: The common name of its object.
        oid: Its ``attributeID``; empty means unknown.
        syntax: Its ``attributeSyntax``; empty means unknown.
        om_syntax: Its ``oMSyntax``; 0 means unknown.
        om_object_class: Its ``oMObjectClass`` in hexadecimal; empty means none.
        link: Its ``linkID``; 0 means that it is no link; even numbers are forward links, the next number their back link.
        mapi: Its ``mAPIID``; 0 means none.
        single: Whether it has at most one value.
        system_only: Whether only the directory itself writes it.
        base: Whether it came with the directory.
        constructed: Whether its values are computed when they are read.
        lower: Its ``rangeLower``; ``None`` means none.
        upper: Its ``rangeUpper``; ``None`` means none.
        guid: Its ``schemaIDGUID``; empty means unknown, or given by the directory.
        defunct: Whether it was put out of use.
    """

    name: str
    cn: str = ""
    oid: str = ""
    syntax: str = ""
    om_syntax: int = 0
    om_object_class: str = ""
    link: int = 0
    mapi: int = 0
    single: bool = False
    system_only: bool = False
    base: bool = False
    constructed: bool = False
    lower: int | None = None
    upper: int | None = None
    guid: str = ""
    defunct: bool = False

    @property
    def is_back_link(self) -> bool:
        """Whether the directory fills it as the other end of a link."""
        return self.link % 2 == 1


@frozen(kw_only=True)
class ClassDefinition:
    """A class as the schema defines it (``classSchema``).

    Attributes:
        name: Its ``lDAPDisplayName``.
        cn: The common name of its object.
        oid: Its ``governsID``; empty means unknown.
        category: What kind of class it is; ``None`` means unknown.
        parent: The class it is derived from (``subClassOf``); empty means unknown.
        auxiliary: Its auxiliary classes, those of the system included.
        must: Its mandatory attributes, without what it inherits.
        may: Its optional attributes, without what it inherits.
        superiors: The classes under whose objects its own may stand.
        rdn: The attribute that names its objects; empty means inherited, or ``cn``.
        base: Whether it came with the directory.
        guid: Its ``schemaIDGUID``; empty means unknown, or given by the directory.
        defunct: Whether it was put out of use.
    """

    name: str
    cn: str = ""
    oid: str = ""
    category: Category | None = None
    parent: str = ""
    auxiliary: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    superiors: tuple[str, ...] = ()
    rdn: str = ""
    base: bool = False
    guid: str = ""
    defunct: bool = False


@frozen(kw_only=True)
class Schema:
    """Attributes and classes, by name in lower case.

    Attributes:
        version: Its ``objectVersion``; 0 means unknown.
        attributes: The attributes.
        classes: The classes.
    """

    version: int = 0
    attributes: Mapping[str, AttributeDefinition] = field(factory=dict, repr=False)
    classes: Mapping[str, ClassDefinition] = field(factory=dict, repr=False)
