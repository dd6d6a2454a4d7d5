"""The supervisor's children: `python -m workers.processes.<name>`."""
