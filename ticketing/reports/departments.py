"""部门联系电话表: whom calls and tickets are handed on to (binder chapter 13, sheet 9)."""

from sqlalchemy.orm import Session

from ticketing.queries import directory
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind

FORM = FormDef(
    key="departments",
    title=N_("Contact numbers of the departments"),
    version=1,
    item="13-9",
    subject="equipment",
    landscape=False,
    columns=(
        Column("no", N_("Line no."), Kind.COUNT, 5),
        Column("department", N_("Department"), width=12),
        Column("head", N_("Head"), width=9),
        Column("post", N_("Post"), width=9),
        Column("phone", N_("Office phone / extension"), width=13),
        Column("mobile", N_("Mobile"), width=13),
        Column("fax", N_("Fax"), width=11),
        Column("mail", N_("E-mail"), width=16),
        Column("scope", N_("What they deal with"), width=20),
        Column("hours", N_("Hours"), width=11),
        Column("deputy", N_("Deputy"), width=9),
        Column("updated", N_("Updated on"), Kind.DAY, 11),
    ),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """The directory as it stands, in its order."""
    names = ("head", "post", "phone", "mobile", "fax", "mail", "scope", "hours", "deputy")
    return [
        {"no": number, "department": row.name, "updated": row.updated_on.isoformat()}
        | {name: getattr(row, name) for name in names}
        for number, row in enumerate(directory.departments(session), 1)
    ]
