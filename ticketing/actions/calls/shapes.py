"""What can be told of a state without reading it: how much it holds, and under which settings it came to be."""

import json
from dataclasses import asdict
from hashlib import sha256

from ticketing.domain.calls import Fold, FoldConfig
from ticketing.models.telephony import Pbx
from ticketing.queries.site import site_of
from ticketing.work import Work


def settings_mark(work: Work, pbx: Pbx) -> str:
    """Stands for the site's settings of today, as the end of a checkpoint's shape."""
    return _mark_of(site_of(work.session, pbx.id).config)


def _mark_of(config: FoldConfig) -> str:
    said = asdict(config) | {"acw_reasons": sorted(config.acw_reasons)}
    return "/" + sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def shape_of(fold: Fold) -> str:
    """How much a state holds, counted, and under which settings: two states that differ mostly differ in this, which
    costs little to tell."""
    state = fold.state
    tracks = state.agents.values()
    held = (len(track.closed) + len(track.running) for track in tracks)
    counts = (state.serial, len(state.visits), len(state.open), len(tracks), sum(held))
    return ".".join(map(str, (*counts, sum(len(track.slices) for track in tracks)))) + _mark_of(fold.config)
