"""A process as a sheet: 序号 · 节点 · 责任人 · 相关说明 · 相关文件或记录, and what stands at each node."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ticketing.queries.sheets import standing
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind, Layout


@dataclass(frozen=True)
class Step:
    """`records` are keys of sheets; `stands` are the words of `standing.counts` that add up at this node."""

    node: str
    who: str
    note: str
    records: tuple[str, ...] = ()
    stands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    key: str
    item: str
    title: str
    steps: tuple[Step, ...]


_COLUMNS = (
    Column("no", N_("Line no."), Kind.COUNT, 5),
    Column("node", N_("Node"), width=14, words="step"),
    Column("who", N_("Responsible"), width=12, words="step"),
    Column("note", N_("Explanation"), width=40, words="step"),
    Column("records", N_("Documents and records"), width=28, words="title"),
    Column("stands", N_("Stands here now"), Kind.COUNT, 8),
)

AGENT, LEAD, SUPERVISOR = N_("Agent"), N_("Team lead"), N_("Supervisor")
DEPARTMENT, CALLER, INSPECTOR = N_("Department in charge"), N_("Follow-up agent"), N_("Quality inspector")
SYSTEM = N_("System")


def form_of(flow: Flow) -> FormDef:
    return FormDef(
        key=flow.key,
        title=flow.title,
        version=1,
        columns=_COLUMNS,
        landscape=False,
        layout=Layout.FLOW,
        item=flow.item,
        subject="process",
    )


def rows_of(flow: Flow) -> Callable[[Session, Asked], list[Row]]:
    """Fills the process's sheet: a node that nothing can stand at has no count."""

    def rows(session: Session, asked: Asked) -> list[Row]:
        counts = standing.counts(session, asked.actor, asked.period.bounds[0])
        return [
            {**row, "stands": sum(counts.get(word, 0) for word in step.stands) if step.stands else None}
            for row, step in zip(items_of(flow), flow.steps, strict=True)
        ]

    return rows


def items_of(flow: Flow) -> tuple[Row, ...]:
    """The nodes as they are printed, without what stands at them."""
    return tuple(
        {"no": no, "node": step.node, "who": step.who, "note": step.note, "records": list(step.records)}
        for no, step in enumerate(flow.steps, 1)
    )
