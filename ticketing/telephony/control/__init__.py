"""Commands on their way to a phone system: what to say for each act, and who says it."""
