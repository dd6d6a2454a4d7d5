"""Where tickets can be handed: the queues and teams by name, for the dialogs of desk and ticket page."""

from markupsafe import Markup
from sqlalchemy.orm import Session

from ticketing.models.queues import Queue
from ticketing.pages.formats import block
from ticketing.pages.words import language
from ticketing.queries import admin, people


def queue_name(queue: Queue) -> str:
    """What a queue is called in the page's language."""
    return queue.name_en if language() == "en" and queue.name_en else queue.name


def queue_names(session: Session) -> dict[str, str]:
    """What each queue is called, by its code, in the page's language."""
    return {queue.code: queue_name(queue) for queue in admin.queues(session)}


def places(session: Session) -> Markup:
    """`{queues, teams}`, each a list of `[code, name]`, as a block that islands read."""
    known = {
        "queues": [[code, name] for code, name in queue_names(session).items()],
        "teams": [[team.code, team.name] for team in people.teams(session)],
    }
    return block(known)
