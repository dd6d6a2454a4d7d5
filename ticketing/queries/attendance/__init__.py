"""Attendance as it is judged from the tables, and as screens read it."""
