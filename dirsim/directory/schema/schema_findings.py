"""Findings of a schema extension check, and the resulting schema."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from attrs import frozen

from dirsim.directory.schema.model import AttributeDefinition, Category
from dirsim.directory.schema.syntaxes import name_of
from dirsim.shown import Tabular


class SchemaLevel(StrEnum):
    """The severity of a finding."""

    ERROR = "error"
    """The directory or AWS refuses the record."""
    WARNING = "warning"
    """The record is accepted, but is likely to cause problems."""
    NOTE = "note"
    """Additional information."""


RULES = {
    "bad-value": "A value is invalid for its attribute.",
    "not-allowed": "The object does not allow the attribute, or only the directory itself may set it.",
    "missing": "A mandatory attribute of the definition is missing.",
    "bad-name": "The lDAPDisplayName is invalid.",
    "name-collision": "The lDAPDisplayName is already used.",
    "object-exists": "An object with this name already exists.",
    "bad-oid": "An object identifier is invalid.",
    "oid-collision": "The object identifier is already used.",
    "oid-arc": "The object identifier is under an arc that is not yours.",
    "guid-collision": "The schemaIDGUID is already used.",
    "mapi-collision": "The mAPIID is already used.",
    "syntax-mismatch": "attributeSyntax, oMSyntax and oMObjectClass do not match.",
    "link": "The linkID is already used, has no counterpart, or does not match the syntax.",
    "range": "The range is empty, or does not match the syntax.",
    "search-flags": "searchFlags request an unsupported combination.",
    "system": "The definition is reserved for the system.",
    "unknown-reference": "The record refers to an attribute or a class that does not exist.",
    "not-loaded": "The record refers to an added definition that the directory has not loaded yet.",
    "category": "The class categories are incompatible.",
    "mandatory-added": "An existing class would get a mandatory attribute.",
    "base-object": "A base schema definition cannot be changed in this way.",
    "class-top": "The class top accepts only back links.",
    "in-use": "A definition made defunct is used by another definition.",
    "no-deletion": "A definition cannot be deleted.",
    "no-place": "Objects of the class cannot be created anywhere.",
    "bad-descriptor": "The defaultSecurityDescriptor cannot be parsed.",
    "not-schema": "The record changes an object outside the schema.",
    "place": "The object would be outside the schema container, or in more than one forest.",
    "no-target": "The definition to be changed does not exist.",
    "single-value": "A single-valued attribute gets several values.",
    "replication": "The change enlarges every global catalog.",
    "managed-placeholder": "AWS requires the real names of the domain.",
    "managed-not-schema": "AWS accepts only schema changes.",
    "managed-size": "The file exceeds the AWS size limit.",
    "managed-undo": "On AWS only restoring a snapshot undoes the change.",
}
"""The description of each rule, by its id."""


@frozen(kw_only=True)
class SchemaFinding:
    """A finding of the check.

    Attributes:
        rule: The rule's id, a key of :data:`RULES`.
        level: The severity.
        message: The problem, in one clause.
        hint: The suggested correction; empty if there is none.
        file: The file, as the user named it.
        line: Line number, counted from 1; 0 means the file as a whole.
        object: The name of the definition; empty means none.
        facts: Ids of the facts that support it.
    """

    rule: str
    level: SchemaLevel
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    object: str = ""
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return {
            "rule": self.rule,
            "level": self.level.value,
            "object": self.object or None,
            "message": self.message,
            "hint": self.hint or None,
            "file": self.file,
            "line": self.line or None,
            "facts": list(self.facts),
        }


@frozen(kw_only=True)
class ResultingClass:
    """A class after the extension.

    Attributes:
        name: Its name.
        oid: Its object identifier; empty means unknown.
        new: True if the extension adds it.
        category: Its category; ``None`` means unknown.
        chain: Its superclasses, nearest first.
        auxiliary: Its auxiliary classes.
        must: Every mandatory attribute, including inherited ones.
        may: Every optional attribute, including inherited ones.
        added: The attributes that the extension gives it, mandatory or optional.
        superiors: The classes whose objects may be parents of its objects, including inherited ones.
    """

    name: str
    oid: str
    new: bool
    category: Category | None
    chain: tuple[str, ...]
    auxiliary: tuple[str, ...]
    must: tuple[str, ...]
    may: tuple[str, ...]
    added: tuple[str, ...]
    superiors: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The class as a JSON object."""
        return {
            "name": self.name,
            "oid": self.oid or None,
            "new": self.new,
            "category": None if self.category is None else self.category.name.lower().replace("_", "-"),
            "chain": list(self.chain),
            "auxiliary": list(self.auxiliary),
            "must": list(self.must),
            "may": list(self.may),
            "added": list(self.added),
            "superiors": list(self.superiors),
        }


@frozen(kw_only=True)
class SchemaCheck(Tabular):
    """The result of a schema extension check.

    Attributes:
        findings: The findings, by file and line.
        attributes: The attributes that it adds.
        classes: The classes that it adds or changes, in their resulting form.
        managed: True if the check was for AWS Managed Microsoft AD.
    """

    findings: tuple[SchemaFinding, ...]
    attributes: tuple[AttributeDefinition, ...]
    classes: tuple[ResultingClass, ...]
    managed: bool = False

    @property
    def accepted(self) -> bool:
        """True if the directory would accept the whole extension."""
        return not any(found.level is SchemaLevel.ERROR for found in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The result as a JSON object (``dirsim.schema-check/v1``)."""
        return {
            "schema": "dirsim.schema-check/v1",
            "accepted": self.accepted,
            "target": "managed-microsoft-ad" if self.managed else "active-directory",
            "findings": [found.to_dict() for found in self.findings],
            "attributes": [_attribute(one) for one in self.attributes],
            "classes": [one.to_dict() for one in self.classes],
        }


def _attribute(one: AttributeDefinition) -> dict[str, Any]:
    return {
        "name": one.name,
        "oid": one.oid,
        "syntax": name_of(one.syntax, one.om_syntax, one.om_object_class),
        "single_valued": one.single,
        "link": one.link or None,
    }
