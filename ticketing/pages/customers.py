"""Customers: the list that one searches, and one file with everything that went on."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from sqlalchemy.orm import Session

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.customers import PARTING, Grade
from ticketing.domain.deliveries import masked_address
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.errors import NotFound
from ticketing.models.customers import Customer
from ticketing.pages.dialling import dialling
from ticketing.pages.places import queue_names
from ticketing.queries import customer_history
from ticketing.queries import customers as looks

blueprint = Blueprint("customer_pages", __name__)

PER_PAGE = 50
GRADES = [grade.value for grade in Grade]


@blueprint.get("/customers")
@needs(Permission.CUSTOMER_READ)
def found() -> str:
    """`q` searches names, companies, initials and numbers; `only` is vip, key or barred; `after` goes on."""
    args = request.args
    text, after = args.get("q", "").strip()[:100].replace("\x00", ""), args.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    only = args.get("only", "")
    with reading() as session:
        rows = [_row(one) for one in looks.search(session, text, start, PER_PAGE + 1, only)]
    more = rows[PER_PAGE - 1]["id"] if len(rows) > PER_PAGE else None
    return render_template("customers/list.html", rows=rows[:PER_PAGE], more=more, args=args)


@blueprint.get("/customers/<int:customer_id>")
@needs(Permission.CUSTOMER_READ)
def one(customer_id: int) -> Any:
    """One file; a merged one leads to the file that it became part of."""
    at, actor = now(), current_actor()
    with reading() as session:
        customer = looks.get(session, customer_id)
        if customer is None or customer.erased_at is not None:
            raise NotFound()
        if customer.merged_into_id is not None:
            return redirect(f"/customers/{looks.living(session, customer_id)}")
        merges = customer_history.merges(session, customer_id)
        told = {
            "history": customer_history.contacts(session, actor, customer_id, at),
            "notes": customer_history.notes(session, customer_id),
            "merges": merges,
            "requests": customer_history.requests(session, customer_id),
            "twins": _twins(session, customer),
            "dialling": dialling(session),
            "queue_names": queue_names(session),
        }
        can_part = {row.id for row in merges if at <= row.at + PARTING}
        page = {"customer": customer, "row": _row(customer), "can_part": can_part, "at": at, **told}
        return render_template("customers/one.html", **page)


@blueprint.get("/customers/new")
@needs(Permission.CUSTOMER_WRITE)
def new() -> str:
    return render_template("customers/_form.html", customer=None, grades=GRADES)


@blueprint.get("/customers/<int:customer_id>/form")
@needs(Permission.CUSTOMER_WRITE)
def edit(customer_id: int) -> str:
    with reading() as session:
        customer = looks.get(session, customer_id)
        if customer is None or not customer.is_alive:
            raise NotFound()
        email = masked_address(customer.email) if customer.email else ""
        return render_template("customers/_form.html", customer=customer, grades=GRADES, email=email)


def _twins(session: Session, customer: Customer) -> list[dict[str, Any]]:
    """Other files with one of the numbers, or of the same name: who may be the same person, for people to decide."""
    return [_row(other) for other in looks.twins(session, customer)]


def _row(customer: Customer) -> dict[str, Any]:
    file = ("id", "name", "grade", "company", "address", "product", "note", "language", "no_notices")
    names = (*file, "created_at", "barred_at")
    region = centre().phone_region
    return {name: getattr(customer, name) for name in names} | {
        "email": masked_address(customer.email) if customer.email else "",
        "phones": [{"id": one.id, "phone": masked(one.e164, region), "shared": one.shared} for one in customer.phones],
    }
