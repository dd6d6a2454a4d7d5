"""The tables' history, one revision after the other."""
