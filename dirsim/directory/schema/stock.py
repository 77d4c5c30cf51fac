"""The delivered schema, merged with the additions of a forest."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from attrs import evolve

from dirsim.directory.schema.delivered import raw_stock_schema
from dirsim.directory.schema.model import AttributeDefinition, Category, ClassDefinition, Schema
from dirsim.model.directory import AdSchema


@cache
def stock_schema() -> Schema:
    """The schema of Windows Server 2012 R2 (``objectVersion`` 69); later versions extend it and change little."""
    raw = raw_stock_schema()
    attributes = {
        name.lower(): AttributeDefinition(
            name=name,
            cn=line["cn"],
            oid=line["oid"],
            syntax=line["syntax"],
            om_syntax=line["om"],
            om_object_class=line.get("object_class", ""),
            link=line.get("link", 0),
            mapi=line.get("mapi", 0),
            single=line.get("single", False),
            system_only=line.get("system", False),
            base=line.get("base", False),
            constructed=line.get("constructed", False),
            lower=line.get("lower"),
            upper=line.get("upper"),
            guid=line.get("guid", ""),
        )
        for name, line in raw["attributes"].items()
    }
    classes = {
        name.lower(): ClassDefinition(
            name=name,
            cn=line["cn"],
            oid=line["oid"],
            category=Category(line.get("category", 0)),
            parent=line["parent"],
            auxiliary=tuple(line.get("auxiliary", ())),
            must=tuple(line.get("must", ())),
            may=tuple(line.get("may", ())),
            superiors=tuple(line.get("superiors", ())),
            rdn=line.get("rdn", ""),
            base=line.get("base", False),
            guid=line.get("guid", ""),
        )
        for name, line in raw["classes"].items()
    }
    version: int = raw["objectVersion"]
    return Schema(version=version, attributes=MappingProxyType(attributes), classes=MappingProxyType(classes))


def with_names(schema: Schema, added: AdSchema) -> Schema:
    """A schema with attributes and classes of which only the names are known from an estate."""
    attributes = {name.lower(): AttributeDefinition(name=name, cn=name) for name in added.attributes}
    classes = {name.lower(): ClassDefinition(name=name, cn=name) for name in added.classes}
    return evolve(
        schema,
        version=added.version or schema.version,
        attributes=MappingProxyType(attributes | dict(schema.attributes)),
        classes=MappingProxyType(classes | dict(schema.classes)),
    )


def with_definitions(schema: Schema, added: Schema) -> Schema:
    """A schema with additional definitions; if both define a name, the addition takes precedence."""
    return evolve(
        schema,
        version=added.version or schema.version,
        attributes=MappingProxyType(dict(schema.attributes) | dict(added.attributes)),
        classes=MappingProxyType(dict(schema.classes) | dict(added.classes)),
    )
