"""The web application with its sockets: what a server is pointed at."""

from realtime.server import attach
from ticketing.app import create_app

app = create_app(attach=[attach])
