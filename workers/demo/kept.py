"""What the demonstration's supervisors keep ready: a tree of categories, texts and steps, a rule, a follow-up plan."""

from datetime import timedelta
from typing import Any

from ticketing.actions import assignment_rules, campaigns, categories, macros, quality, scripts, surveys
from ticketing.actions.campaigns import CampaignWish
from ticketing.actions.scripts import ScriptWish
from ticketing.domain.assignment import AssignMode, TakeBack
from ticketing.domain.campaigns import CampaignKind
from ticketing.domain.quality import SamplePlan
from ticketing.domain.scripts import ScriptUse
from ticketing.domain.tickets import NoteKind, Priority
from ticketing.models.campaigns import Campaign, CampaignTarget
from ticketing.work import Work

Field = dict[str, Any]


def _field(key: str, name: str, english: str, type_: str = "text", need: str = "optional", **more: Any) -> Field:
    return {
        "key": key,
        "name": name,
        "name_en": english,
        "type": type_,
        "need": need,
        "options": [],
        "kinds": [],
    } | more


MODEL = _field("model", "产品型号", "Model")
BOUGHT = _field("bought_on", "购买日期", "Bought on", "date", kinds=["repair", "complaint"])
FAULT = _field("fault_code", "故障代码", "Error code", need="to_resolve", kinds=["repair"])
WARRANTY = _field("in_warranty", "是否在保", "Under warranty", "yes_no", kinds=["repair"])
ORDER = _field("order_no", "订单号", "Order number", need="at_opening")
TYPES = ["外观损坏", "缺件", "送错货", "其他"]
DAMAGE = _field("damage", "问题类型", "What is wrong", "choice", options=TYPES)

#: name, English, the branch above, its own fields
TREE: tuple[tuple[str, str, str | None, list[Field]], ...] = (
    ("产品质量", "Product", None, [MODEL, BOUGHT]),
    ("空调", "Air conditioners", "产品质量", [FAULT, WARRANTY]),
    ("洗衣机", "Washing machines", "产品质量", [FAULT, WARRANTY]),
    ("配送安装", "Delivery and fitting", None, [ORDER]),
    ("货损缺件", "Damaged or incomplete", "配送安装", [DAMAGE]),
    ("价格费用", "Prices and fees", None, []),
    ("服务态度", "Manner of service", None, []),
    ("其他", "Other", None, []),
)
TEXTS: tuple[tuple[str, str, str, NoteKind, str, dict[str, Any]], ...] = (
    (
        "apology",
        "致歉并说明进度",
        "Apology and progress",
        NoteKind.REPLY,
        "{customer}您好，您反映的“{subject}”我们已受理，工单号 {number}。"
        "给您带来不便十分抱歉，我们会尽快处理并回电告知结果。",
        {},
    ),
    (
        "no_contact",
        "未联系上客户",
        "Customer not reached",
        NoteKind.NOTE,
        "{agent} 已致电客户，无人接听，稍后再联系。",
        {},
    ),
    (
        "urgent_visit",
        "加急上门",
        "Urgent visit",
        NoteKind.NOTE,
        "已请售后服务部加急派单，要求当日上门。",
        {"priority": Priority.HIGH.value, "tags": ["加急上门"]},
    ),
)
SCRIPT = (
    "{customer}您好，我是{centre}的{agent}。您近期购买的{product}已安装完成，想耽误您一分钟做个回访。\n"
    "1. 安装人员是否按约定时间上门？\n2. 产品使用是否正常？\n3. 对本次服务是否满意，有什么建议？\n"
    "感谢您的配合，祝您生活愉快，再见。"
)
LIST = (
    ("张敏", "+8613800001021", "KFR-35GW 挂机"),
    ("李国强", "+8613800001022", "KFR-72L 柜机"),
    ("王秀英", "+8613800001023", "XQG100 洗衣机"),
    ("赵先生", "+8613800001024", "JSQ31 热水器"),
    ("钱女士", "+8613800001025", "KFR-35GW 挂机"),
)


def keep(work: Work) -> None:
    """All of it, through the actions by which supervisors keep it."""
    # The recorded phones leave no sound: their calls are drawn all the same.
    quality.set_plan(work, SamplePlan(recorded=False))
    quality.plant(work)
    surveys.plant(work)
    paths: dict[str | None, str | None] = {None: None}
    for position, (name, english, above, fields) in enumerate(TREE):
        own = {"name_en": english, "fields": fields, "position": position}
        paths[name] = categories.add(work, name, paths[above], own).path
    for position, (code, name, english, audience, text, changes) in enumerate(TEXTS):
        said = {"name": name, "name_en": english, "audience": audience, "text": text, "changes": changes}
        macros.add(work, code, said | {"position": position})
    by_load = {"mode": AssignMode.LEAST_LOADED, "sticky": True, "most_open": 20, "take_back": TakeBack.DUE}
    assignment_rules.rule(work, "repair", None, by_load)
    _plan(work)


def _plan(work: Work) -> Campaign:
    """A draft: whoever looks runs it."""
    script = scripts.add(work, ScriptWish("安装后回访话术", ScriptUse.PLAN, SCRIPT))
    today = work.centre.day_of(work.now)
    plan = campaigns.make(
        work,
        CampaignWish(
            name="安装后满意度回访",
            kind=CampaignKind.AFTER_SALES,
            queue="consult",
            first_on=today,
            last_on=today + timedelta(days=13),
            purpose="了解安装服务质量与产品使用情况",
            audience="近一个月完成安装的客户",
            script=script.id,
        ),
    )
    for name, phone, product in LIST:
        work.add(CampaignTarget(campaign_id=plan.id, name=name, phone=phone, product=product))
    return plan
