"""The phone follows what was said at the console: who is busy or away is paused, who is ready is not."""

from ticketing.actions.control import params
from ticketing.actions.control.ask import Asked, Wish, place
from ticketing.domain.console import ConsoleWord
from ticketing.domain.control import Act, Feature, obstacle
from ticketing.models.people import Person
from ticketing.models.presence import ConsoleState
from ticketing.queries import control as looks
from ticketing.work import Work


def mirror(work: Work, person: Person, row: ConsoleState) -> None:
    """Ask the phone system to pause or unpause the person's phone in every queue, where it lets itself be asked.

    The right was asked where the state was changed; without control the console's own word is all there is.
    """
    line = looks.lines_of(work.session, [person.id])[person.id]
    if line is None or obstacle(Feature.FORCE, line.side, person.extension) is not None:
        return
    act = Act.UNPAUSE if row.state == ConsoleWord.READY else Act.PAUSE
    reason = row.reason or ("" if act is Act.UNPAUSE else row.state)
    wish = Wish(act, f"state:{person.id}:{row.version}", reason=row.forced_reason or row.reason)
    place(work, wish, person, line, Asked(params.of_member(work, person, line, "", reason), person.name))
