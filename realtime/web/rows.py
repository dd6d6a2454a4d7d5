"""The browser's types of the live rows, written from the schemas that the rows are held to.

python realtime/web/rows.py     writes realtime/web/src/rows.ts; a house test says when it is old
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import marshmallow as ma

from ticketing.api.live_schemas import BY_TOPIC

TARGET = Path(__file__).resolve().parent / "src" / "rows.ts"
HEAD = """// Written by realtime/web/rows.py from ticketing/api/live_schemas; change those, and run it again.
"""
PLAIN = {
    ma.fields.Boolean: "boolean",
    ma.fields.Integer: "number",
    ma.fields.Float: "number",
    ma.fields.String: "string",
    ma.fields.AwareDateTime: "string",
    ma.fields.Date: "string",
}


def written() -> str:
    """The whole module: a type for each row, and before it for each of its parts."""
    found: dict[str, str] = {}
    for rows in BY_TOPIC.values():
        for schema in rows.values():
            _describe(schema(), found)
    return HEAD + "".join(f"\n{text}" for text in found.values())


def _describe(schema: ma.Schema, found: dict[str, str]) -> None:
    name = _name(schema)
    if name in found:
        return
    for part in _parts(schema):
        _describe(part, found)
    about = (type(schema).__doc__ or "").strip().splitlines()
    said = f"/** {about[0]} */\n" if about and about[0].startswith("`") else ""
    lines = "".join(f"  {_member(key, field)}\n" for key, field in schema.fields.items())
    found[name] = f"{said}export type {name} = {{\n{lines}}};\n"


def _parts(schema: ma.Schema) -> Iterator[ma.Schema]:
    for field in schema.fields.values():
        inner = field.inner if isinstance(field, ma.fields.List) else field
        if isinstance(inner, ma.fields.Nested):
            yield inner.schema


def _member(key: str, field: ma.fields.Field[Any]) -> str:
    return f"{field.data_key or key}{'' if field.required else '?'}: {_type(field)};"


def _type(field: ma.fields.Field[Any]) -> str:
    return _bare(field) + (" | null" if field.allow_none else "")


def _bare(field: ma.fields.Field[Any]) -> str:
    match field:
        case ma.fields.Nested():
            return _name(field.schema)
        case ma.fields.Tuple():
            return f"[{', '.join(_type(one) for one in field.tuple_fields)}]"
        case ma.fields.List():
            inner = _type(field.inner)
            return f"({inner})[]" if " " in inner and not inner.startswith("[") else f"{inner}[]"
        case ma.fields.Dict():
            return str(field.metadata["ts"])
    words = [choice for one in field.validators if isinstance(one, ma.validate.OneOf) for choice in one.choices]
    return " | ".join(f'"{choice}"' for choice in words) if words else PLAIN[type(field)]


def _name(schema: ma.Schema) -> str:
    return type(schema).__name__.removesuffix("Schema")


if __name__ == "__main__":
    TARGET.write_text(written(), "utf-8")
