"""What the check of an extension found, and the schema as it would be afterwards."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from attrs import frozen

from dirsim.analysis.schema_check.syntaxes import name_of
from dirsim.model.schema import AttributeDefinition, Category


class Level(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The directory refuses it, or AWS does."""
    WARNING = "warning"
    """It is taken, and somebody will be sorry."""
    NOTE = "note"
    """Worth knowing."""


RULES = {
    "bad-value": "A value is not what its attribute takes.",
    "not-allowed": "The object may not have such an attribute, or only the directory itself may set it.",
    "missing": "A mandatory attribute of the definition is missing.",
    "bad-name": "The lDAPDisplayName is no name.",
    "name-collision": "The lDAPDisplayName is taken.",
    "object-exists": "There is an object of this name already.",
    "bad-oid": "An object identifier is not one.",
    "oid-collision": "The object identifier is taken.",
    "oid-arc": "The object identifier stands under an arc that is not yours.",
    "guid-collision": "The schemaIDGUID is taken.",
    "mapi-collision": "The mAPIID is given twice.",
    "syntax-mismatch": "attributeSyntax, oMSyntax and oMObjectClass do not go together.",
    "link": "The linkID is taken, has no counterpart, or does not fit the syntax.",
    "range": "The range is empty, or does not fit the syntax.",
    "search-flags": "searchFlags ask for what cannot be.",
    "system": "It belongs to the system.",
    "unknown-reference": "It names an attribute or a class that does not exist.",
    "not-loaded": "It names what was added before, but the directory has not loaded that yet.",
    "category": "The kinds of class do not go together.",
    "mandatory-added": "A live class would get a mandatory attribute.",
    "base-object": "A definition that came with the directory cannot be changed in this way.",
    "class-top": "The class top takes back links only.",
    "in-use": "What is put out of use is used by another definition.",
    "no-deletion": "A definition cannot be deleted.",
    "no-place": "No object of the class can be created anywhere.",
    "bad-descriptor": "The defaultSecurityDescriptor cannot be read.",
    "not-schema": "The record changes something else than the schema.",
    "place": "The object would stand outside the schema container, or in more than one forest.",
    "no-target": "What is to be changed does not exist.",
    "single-value": "An attribute that has one value gets several.",
    "replication": "It makes every global catalog larger.",
    "managed-placeholder": "AWS needs the names of the domain itself.",
    "managed-not-schema": "AWS takes changes of the schema only.",
    "managed-size": "The file is larger than AWS takes.",
    "managed-undo": "On AWS only a snapshot undoes it.",
}
"""What each rule is about, by its id."""


@frozen(kw_only=True)
class SchemaFinding:
    """One thing found.

    Attributes:
        rule: The rule's id, a key of :data:`RULES`.
        level: How much it matters.
        message: What is wrong, in one clause.
        hint: What to do about it; empty when nothing useful can be said.
        file: The file, as the user named it.
        line: Line, counted from 1; 0 means the file as a whole.
        object: The name of the definition; empty means none.
        facts: Ids of the facts it rests on.
    """

    rule: str
    level: Level
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    object: str = ""
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON shows it."""
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
    """A class as it would be after the extension.

    Attributes:
        name: Its name.
        oid: Its object identifier; empty means unknown.
        new: Whether the extension adds it.
        category: What kind of class it is; ``None`` means unknown.
        chain: What it is derived from, the nearest first.
        auxiliary: Its auxiliary classes.
        must: Every mandatory attribute, with those that it inherits.
        may: Every optional attribute, with those that it inherits.
        added: The attributes that the extension gives it, mandatory or optional.
        superiors: The classes under whose objects its own may stand, inherited ones included.
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
        """The class as JSON shows it."""
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
class SchemaCheck:
    """The answer on an extension.

    Attributes:
        findings: What was found, by file and line.
        attributes: The attributes that it adds.
        classes: The classes that it adds or changes, as they would be.
        managed: Whether it was asked what AWS Managed Microsoft AD takes.
    """

    findings: tuple[SchemaFinding, ...]
    attributes: tuple[AttributeDefinition, ...]
    classes: tuple[ResultingClass, ...]
    managed: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the directory would take the whole extension."""
        return not any(found.level is Level.ERROR for found in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON shows it (``dirsim.schema-check/v1``)."""
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
