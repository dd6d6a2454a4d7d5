"""The forms of one matter: complaints (9-6, 9-7, 9-9 to 9-17), one call (13-8) and after-sales service, by fields."""

from ticketing.reports.forms import N_, Column, FormDef, Kind, Layout

_WIDE = 40

# Every field that a form may have; a form is a choice of them in its own order.
_FIELDS = (
    Column("number", N_("No."), width=15),
    Column("at", N_("Taken at"), Kind.INSTANT, 15),
    Column("on", N_("Date"), Kind.DAY, 11),
    Column("kind", N_("Kind"), width=8, words="kind"),
    Column("subject", N_("Subject"), width=_WIDE),
    Column("customer", N_("Name of the customer"), width=12),
    Column("gender", N_("Gender"), width=6),
    Column("company", N_("Company"), width=16),
    Column("contact", N_("Contact person"), width=10),
    Column("phone", N_("Contact phone"), width=13),
    Column("address", N_("Address"), width=24),
    Column("postcode", N_("Postcode"), width=8),
    Column("grade", N_("Grade"), width=8, words="grade"),
    Column("product", N_("Product / service"), width=14),
    Column("model", N_("Model"), width=12),
    Column("batch_no", N_("Batch no."), width=10),
    Column("order_no", N_("Contract / order no."), width=12),
    Column("voucher_no", N_("Voucher no."), width=12),
    Column("quantity", N_("Quantity"), Kind.COUNT, 8),
    Column("bad_quantity", N_("Faulty quantity"), Kind.COUNT, 8),
    Column("bought_on", N_("Bought on"), Kind.DAY, 11),
    Column("delivered_on", N_("Delivered on"), Kind.DAY, 11),
    Column("occurrence", N_("How often the same trouble"), Kind.COUNT, 6),
    Column("expected_reply", N_("Answer wanted by"), Kind.INSTANT, 15),
    Column("attachments", N_("Attachments"), width=24),
    Column("letter_no", N_("Letter received no."), width=12),
    Column("letter_received_on", N_("Letter received on"), Kind.DAY, 11),
    Column("letter_kind", N_("Kind of letter"), width=8),
    Column("letter_title", N_("Title of the letter"), width=24),
    Column("letter_recipient", N_("Addressed to"), width=10),
    Column("reply_no", N_("Reply letter no."), width=12),
    Column("archive_no", N_("Archive no."), width=12),
    Column("channel", N_("Channel"), width=8, words="channel"),
    Column("category", N_("Category"), width=12),
    Column("target", N_("Whom or what it is about"), width=14),
    Column("content", N_("What it is about"), width=_WIDE),
    Column("demand", N_("What the customer asks for"), width=_WIDE),
    Column("asked_amount", N_("Amount asked for"), Kind.MONEY, 11),
    Column("severity", N_("Severity"), width=8, words="severity"),
    Column("flags", N_("Marks"), width=14, words="flag"),
    Column("call_at", N_("Time of call"), Kind.INSTANT, 15),
    Column("talk_s", N_("Talked"), Kind.DURATION, 8),
    Column("callid", N_("Recording no."), width=16),
    Column("handling", N_("How it was handled"), width=10, words="handling"),
    Column("agent", N_("Answered by"), width=11),
    Column("on_the_spot", N_("Said on the spot"), width=_WIDE),
    Column("promised", N_("Call-back promised for"), Kind.INSTANT, 15),
    Column("due", N_("Answer promised by"), Kind.INSTANT, 15),
    Column("taker", N_("Taken by"), width=10),
    Column("owner", N_("Handled by"), width=10),
    Column("department", N_("Department that answers for it"), width=12),
    Column("person", N_("Person who answers for it"), width=10),
    Column("investigator", N_("Who looks into it"), width=10),
    Column("methods", N_("Ways of looking into it"), width=14, words="method"),
    Column("found_on", N_("Looked into on"), Kind.DAY, 11),
    Column("findings", N_("What happened"), width=_WIDE),
    Column("evidence", N_("Evidence"), width=_WIDE),
    Column("cause_analysis", N_("Analysis of the cause"), width=_WIDE),
    Column("verdict", N_("Does the complaint hold?"), width=10, words="verdict"),
    Column("verdict_reason", N_("Reasons"), width=24),
    Column("proposal", N_("Proposed handling"), width=_WIDE),
    Column("proposed_by", N_("Proposed by"), width=10),
    Column("proposed_on", N_("Proposed on"), Kind.DAY, 11),
    Column("sign_off", N_("Confirmation by the department"), width=_WIDE),
    Column("heard_by", N_("Heard by"), width=10),
    Column("dispute", N_("Objection of the department"), width=_WIDE),
    Column("dispute_decision", N_("Decision on the objection"), width=_WIDE),
    Column("compensation", N_("Kind of compensation"), width=10, words="compensation"),
    Column("compensation_amount", N_("Amount proposed"), Kind.MONEY, 11),
    Column("basis", N_("Grounds for compensation"), width=_WIDE),
    Column("borne_by", N_("Borne by"), width=12),
    Column("compensation_state", N_("State of the compensation"), width=10, words="compensation_state"),
    Column("decided_by", N_("Approved by, on"), width=14),
    Column("decision_note", N_("Opinion of who approves"), width=_WIDE),
    Column("granted", N_("Cost"), Kind.MONEY, 11),
    Column("paid_on", N_("Paid on, receipt"), width=14),
    Column("reply_text", N_("Answer to the customer"), width=_WIDE),
    Column("reply_channel", N_("Answered by way of"), width=8, words="channel"),
    Column("replied", N_("Answered at"), Kind.INSTANT, 15),
    Column("replied_by", N_("Who answered"), width=10),
    Column("result", N_("Result of handling"), width=_WIDE),
    Column("root_cause", N_("Root cause"), width=24),
    Column("corrective", N_("Corrective measures"), width=_WIDE),
    Column("preventive", N_("Preventive measures"), width=_WIDE),
    Column("done", N_("Finished at"), Kind.INSTANT, 15),
    Column("closed", N_("Closed on"), Kind.DAY, 11),
    Column("answer", N_("Follow-up"), width=10, words="score"),
    Column("track1", N_("Tracking 1"), width=20),
    Column("score", N_("Satisfaction"), width=10, words="score"),
    Column("rated_on", N_("Rated on"), Kind.DAY, 11),
    Column("comment", N_("What the customer says"), width=_WIDE),
    Column("repeat_of", N_("Repeats"), width=15),
    Column("state", N_("State"), width=8, words="state"),
    Column("opinion", N_("Opinion on handling it"), width=_WIDE, written=True),
    Column("order", N_("Instructions of the head"), width=_WIDE, written=True),
    Column("customer_sign", N_("Customer's signature / seal"), width=_WIDE, written=True),
    Column("finance", N_("Opinion of finance"), width=_WIDE, written=True),
    Column("quality", N_("Inspection by quality control"), width=_WIDE, written=True),
    Column("counter", N_("Countersigned by the departments"), width=_WIDE, written=True),
    Column("remark", N_("Remark"), width=_WIDE, written=True),
)
FIELDS = {column.key: column for column in _FIELDS}
_HANDLED = (N_("Taken by"), N_("Supervisor"), N_("Manager"))


def _form(item: str, key: str, title: str, fields: str, signatures: tuple[str, ...] = _HANDLED) -> FormDef:
    subject = "complaint_forms" if item.startswith("9-") else "calls" if item else "service"
    columns = tuple(FIELDS[name] for name in fields.split())
    return FormDef(key, title, 1, columns, signatures, False, (), Layout.FORM, item, subject)


_PERSON = "number customer gender phone address"
_CASE = "number at customer phone content"

FORMS = (
    _form(
        "13-8",
        "phone_record",
        N_("Record of a telephone call"),
        "number call_at customer company phone agent subject content demand talk_s callid opinion order result replied"
        " reply_channel taker remark",
        (N_("Recorded by"), N_("Checked by")),
    ),
    _form(
        "9-6",
        "complaint_application",
        N_("Complaint application (1), persons"),
        f"{_PERSON} product bought_on voucher_no on category content demand attachments taker at opinion customer_sign",
    ),
    _form(
        "9-7",
        "complaint_application_company",
        N_("Complaint application (2), companies"),
        "number company contact phone address order_no product model quantity batch_no delivered_on content"
        " bad_quantity asked_amount occurrence demand expected_reply attachments customer_sign opinion order",
    ),
    _form(
        "9-9",
        "phone_complaint",
        N_("Record of a complaint by telephone"),
        "number customer phone call_at talk_s callid product bought_on category content demand on_the_spot due"
        " department proposal result answer",
    ),
    _form(
        "9-10",
        "letter_complaint",
        N_("Record of a complaint by letter"),
        "letter_no letter_received_on customer company address postcode phone letter_kind letter_title content"
        " attachments letter_recipient department result replied reply_no archive_no",
        (N_("Received by"), N_("Checked by")),
    ),
    _form(
        "9-11",
        "complaint_investigation",
        N_("Investigation of a complaint"),
        f"{_CASE} investigator found_on methods department person findings evidence cause_analysis verdict"
        " verdict_reason proposal",
        (N_("Investigator"), N_("Reviewed by")),
    ),
    _form(
        "9-12",
        "investigation_confirmation",
        N_("Confirmation of the result of an investigation"),
        f"{_CASE} findings verdict verdict_reason department sign_off heard_by person dispute dispute_decision"
        " customer_sign",
        (N_("Department that answers for it"), N_("Supervisor")),
    ),
    _form(
        "9-13",
        "compensation_report",
        N_("Report on compensation for a customer"),
        "number at customer product quantity content asked_amount demand findings verdict basis compensation"
        " compensation_amount borne_by finance compensation_state decided_by decision_note paid_on customer_sign",
        (N_("Investigator"), N_("Supervisor"), N_("Manager"), N_("General manager")),
    ),
    _form(
        "9-14",
        "complaint_handling_service",
        N_("Handling of a complaint (1), services"),
        "number at customer phone address channel verdict content demand due department cause_analysis proposal"
        " proposed_by corrective done answer repeat_of order",
    ),
    _form(
        "9-15",
        "complaint_handling_product",
        N_("Handling of a complaint (2), products"),
        "number at customer phone address order_no product model batch_no quantity bad_quantity asked_amount"
        " bought_on delivered_on content quality department person cause_analysis corrective preventive compensation"
        " granted counter order",
    ),
    _form(
        "9-16",
        "complaint_report",
        N_("Report on the handling of a complaint"),
        "number at customer content findings cause_analysis verdict proposal result granted answer comment person"
        " department corrective preventive",
        (N_("Reported by"), N_("Checked by"), N_("Approved by")),
    ),
    _form(
        "9-17",
        "complaint_reply",
        N_("Answer to a complaint"),
        "customer number at content findings reply_text result taker phone reply_channel replied score customer_sign",
        (N_("Signed and sealed"),),
    ),
    _form(
        "",
        "service_order",
        N_("After-sales work order"),
        "number at customer phone address product model bought_on content demand department owner due opinion result"
        " done score customer_sign remark",
        (N_("Handled by"), N_("Customer"), N_("Checked by")),
    ),
    _form(
        "",
        "service_feedback",
        N_("Feedback on after-sales service"),
        "number at customer phone product content result owner done score rated_on comment opinion",
        (N_("Prepared by"), N_("Checked by")),
    ),
    _form(
        "",
        "follow_up_record",
        N_("Record of a follow-up call"),
        "number at customer phone product subject result track1 answer comment opinion taker owner remark",
        (N_("Rung by"), N_("Checked by")),
    ),
    _form(
        "",
        "satisfaction_survey",
        N_("Customer satisfaction survey"),
        "number customer phone product on owner score comment rated_on opinion customer_sign",
        (N_("Asked by"), N_("Checked by")),
    ),
    _form(
        "",
        "opinion_feedback",
        N_("Feedback of a customer's opinion"),
        "number at customer phone channel content demand department result replied comment order",
        (N_("Prepared by"), N_("Checked by"), N_("Approved by")),
    ),
)
