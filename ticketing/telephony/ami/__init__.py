"""The manager interface of Asterisk: bytes to events, events to signals."""
