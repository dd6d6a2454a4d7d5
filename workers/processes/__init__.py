"""The supervisor's children: `python -m workers.processes.<name>`."""

import gc

# Half a million objects come with what is imported and none of them is garbage: looking for it a thousand times on the
# way is a sixth of what a start costs. workers/process.py sets what holds from then on.
gc.set_threshold(100_000, 50, 100)
