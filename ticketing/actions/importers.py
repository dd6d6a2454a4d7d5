"""Every list that can be taken in from a file, by its kind."""

from collections.abc import Mapping

from ticketing.actions import campaigns, customer_list, surveys, ticket_import
from ticketing.actions.file_jobs import Importer
from ticketing.actions.shifts import listed

IMPORTERS: Mapping[str, Importer] = {
    one.kind: one
    for one in (
        *(customer_list.CUSTOMERS, ticket_import.TICKETS, campaigns.FOLLOW_UPS),
        *(listed.ROSTERS, surveys.ANSWERS),
    )
}
