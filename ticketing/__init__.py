"""The ticketing core of a contact centre: calls, tickets, call-backs, escalations, shifts."""
