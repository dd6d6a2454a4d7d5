"""The feed of an Asterisk: what its manager interface says, and the desk from which it is told what to do."""

from flask import current_app

from ticketing.actions.calls import Heard
from ticketing.domain.control import ControlSettings
from ticketing.models.telephony import PbxSource
from ticketing.telephony import ingest
from ticketing.telephony.ami.access import Access, Pace
from ticketing.telephony.ami.client import AmiClient, Said
from ticketing.telephony.control.desk import Desk
from ticketing.telephony.csv_lines import Reading, reading_of
from ticketing.telephony.link_feed import LinkFeed

DEFAULT_PORT = 5038


class AmiFeed(LinkFeed[Said]):
    """A link to a manager interface."""

    def __init__(self, source_id: int, pace: Pace | None = None) -> None:
        super().__init__(source_id)
        self._pace = pace
        self._desk: Desk | None = None
        self._reading = Reading()

    def client_of(self, source: PbxSource) -> AmiClient:
        """Where the phone system may be told what to do, its desk works from now on."""
        self._reading = reading_of(source.settings, source.pbx.timezone)
        client = AmiClient(access_of(source), current_app.extensions["clock"], self._pace)
        if ControlSettings.of(source.settings).features:
            self._desk = Desk(self.source_id, client)
        return client

    def hear(self, run: list[Said]) -> list[Heard]:
        """Events of no interest are left out."""
        blocks = [(said.number, said.at_us, said.block) for said in run]
        return ingest.hear_ami(blocks, run[0].generation, self._reading)

    def close(self) -> None:
        """The desk ends the step it is at before the link is hung up."""
        self._stop.set()
        if self._desk is not None:
            self._desk.close()
        super().close()


def access_of(source: PbxSource) -> Access:
    """Where an AMI source listens, by its settings."""
    settings = source.settings
    return Access(
        host=str(settings["host"]),
        port=int(settings.get("port", DEFAULT_PORT)),
        username=str(settings["username"]),
        secret=str(settings.get("secret", "")),
    )
