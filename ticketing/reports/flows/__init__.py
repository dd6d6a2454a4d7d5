"""The processes of the centre as pages: node by node who does it, on which sheet, and how much stands there now."""

from ticketing.reports.flows.calling_out import CALLING_OUT
from ticketing.reports.flows.complaint_channels import CHANNELS
from ticketing.reports.flows.complaints import COMPLAINTS
from ticketing.reports.flows.hotline import HOTLINE
from ticketing.reports.flows.steps import Flow, form_of, items_of, rows_of

FLOWS: tuple[Flow, ...] = (*HOTLINE, *CALLING_OUT, *COMPLAINTS, *CHANNELS)

__all__ = ["FLOWS", "Flow", "form_of", "items_of", "rows_of"]
