"""The feed of a FreeSWITCH: what its event socket says becomes lines with the switch's own places."""

import json

from flask import current_app

from ticketing.actions.calls import Heard
from ticketing.models.telephony import PbxSource
from ticketing.telephony.freeswitch.access import Access
from ticketing.telephony.freeswitch.client import EslClient, Said
from ticketing.telephony.freeswitch.events import signal_of
from ticketing.telephony.freeswitch.places import Places
from ticketing.telephony.link import Pace
from ticketing.telephony.link_feed import LinkFeed

DEFAULT_PORT = 8021


class EslFeed(LinkFeed[Said]):
    """A link to an event socket."""

    def __init__(self, source_id: int, pace: Pace | None = None) -> None:
        super().__init__(source_id)
        self._pace = pace

    def client_of(self, source: PbxSource) -> EslClient:
        """It goes on where the database has heard the switch last."""
        places = Places(source.pos_generation, source.pos_offset)
        return EslClient(access_of(source), current_app.extensions["clock"], self._pace, places)

    def hear(self, run: list[Said]) -> list[Heard]:
        """The switch hands its events out by several threads: within a batch its numbers put them right.

        Events of no interest are left out.
        """
        heard = []
        for said in sorted(run, key=lambda said: said.offset):
            signal = signal_of(json.loads(said.text))
            if signal is not None:
                heard.append(Heard(said.text.replace("\0", "\ufffd"), signal, None, said.generation, said.offset))
        return heard


def access_of(source: PbxSource) -> Access:
    """Where an event socket listens, by the source's settings."""
    settings = source.settings
    return Access(
        host=str(settings["host"]),
        port=int(settings.get("port") or DEFAULT_PORT),
        secret=str(settings.get("secret", "")),
        user=str(settings.get("username") or ""),
    )
