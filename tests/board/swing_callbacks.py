"""The deeds behind the events of call-backs that were handed on, of what comes round, of plans and lists."""

from typing import Protocol

from tests.desk import Desk
from ticketing.domain import events as e
from ticketing.models.callbacks import Callback
from ticketing.models.tickets import Ticket
from ticketing.work import Work


class Rows(Protocol):
    """What the swing finds for a deed to move."""

    desk: Desk

    def _ticket(self, work: Work) -> Ticket: ...

    def _callback(self, work: Work) -> Callback: ...


class CallbackDeeds:
    """Plans and lists show nowhere but on their own pages."""

    def deed_CallbackMoved(self: Rows, work: Work) -> e.CallbackMoved:
        one = self._callback(work)
        before = self.desk.people["wang"]
        one.hand_on(self.desk.people["li"], work.now)
        return e.CallbackMoved(one.ticket_id, one.id, before, one.owner_id, "off_shift")

    def deed_CustomerTold(self: Rows, work: Work) -> e.CustomerTold:
        return e.CustomerTold(self._ticket(work).id, 1, "callback_promised", "sms", "sent")

    def deed_CallbackAsked(self: Rows, work: Work) -> e.CallbackAsked:
        one = self._callback(work)
        one.rang_at = work.now
        return e.CallbackAsked(one.ticket_id, one.id, self.desk.people["li"])

    def deed_RecurrenceBegun(self: Rows, work: Work) -> e.RecurrenceBegun:
        return e.RecurrenceBegun(self._ticket(work).id, 1, "FREQ=DAILY")

    def deed_RecurrenceEnded(self: Rows, work: Work) -> e.RecurrenceEnded:
        return e.RecurrenceEnded(self._ticket(work).id, 1, "stopped")

    def deed_FileJobOwed(self, work: Work) -> e.FileJobOwed:
        return e.FileJobOwed(1)

    def deed_FileJobEnded(self, work: Work) -> e.FileJobEnded:
        return e.FileJobEnded(1, "done")

    def deed_CampaignChanged(self, work: Work) -> e.CampaignChanged:
        return e.CampaignChanged(1, "running")

    def deed_QuestionnaireChanged(self, work: Work) -> e.QuestionnaireChanged:
        return e.QuestionnaireChanged(1, 2)

    def deed_SurveyMoved(self, work: Work) -> e.SurveyMoved:
        return e.SurveyMoved(1, "drawn")

    def deed_SurveyAnswered(self, work: Work) -> e.SurveyAnswered:
        return e.SurveyAnswered(1, 1, 5)

    def deed_ScriptChanged(self, work: Work) -> e.ScriptChanged:
        return e.ScriptChanged(1, 2)
