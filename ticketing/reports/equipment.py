"""呼叫中心设备明细表: what there is, where it stands and who answers for it (binder chapter 13, sheet 11)."""

from collections.abc import Mapping, Sequence
from typing import Any

from ticketing.models.equipment import Equipment
from ticketing.reports.forms import N_, Column, FormDef, Kind, Sheet, Translate

FORM = FormDef(
    key="equipment",
    title=N_("List of the call centre's equipment"),
    version=1,
    item="13-11",
    subject="equipment",
    columns=(
        Column("no", N_("No."), Kind.COUNT, 5),
        Column("code", N_("Equipment no."), width=12),
        Column("name", N_("Name of the equipment"), width=14),
        Column("model", N_("Model"), width=14),
        Column("brand", N_("Brand"), width=9),
        Column("quantity", N_("Quantity"), Kind.COUNT, 6),
        Column("unit", N_("Unit"), width=5),
        Column("bought_on", N_("Bought on"), Kind.DAY, 11),
        Column("price", N_("Price / original value"), Kind.MONEY, 11),
        Column("place", N_("Place (seat no.)"), width=13),
        Column("keeper", N_("User / keeper"), width=9),
        Column("state", N_("Condition"), width=7, words="equipment_state"),
        Column("warranty_until", N_("Warranty until"), Kind.DAY, 11),
        Column("supplier", N_("Supplier / phone"), width=18),
        Column("note", N_("Remark"), width=16),
    ),
)

STATES = {"in_use": N_("in use"), "spare": N_("spare"), "repair": N_("in repair"), "retired": N_("retired")}


def row_of(row: Equipment, translate: Translate) -> dict[str, Any]:
    """One piece in the form's columns."""
    plain = {name: getattr(row, name) for name in ("code", "name", "model", "brand", "quantity", "unit", "place")}
    return plain | {
        "bought_on": row.bought_on.isoformat() if row.bought_on else None,
        "price": None if row.price_minor is None else row.price_minor / 100,
        "keeper": row.keeper_name,
        "state": translate(STATES[row.state.value]),
        "warranty_until": row.warranty_until.isoformat() if row.warranty_until else None,
        "supplier": " ".join(part for part in (row.supplier, row.supplier_phone) if part),
        "note": row.note,
    }


def totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How many pieces, and what they cost together."""
    return {
        "quantity": sum(row["quantity"] for row in rows),
        "price": sum(row["price"] * row["quantity"] for row in rows if row["price"] is not None),
    }


def sheet_of(rows: Sequence[dict[str, Any]], on: str, scope: str) -> Sheet:
    """The list as a sheet."""
    numbered = [{"no": number, **row} for number, row in enumerate(rows, 1)]
    return Sheet(FORM, f"EQUIPMENT-{on.replace('-', '')}", on, scope, numbered, totals(rows))
