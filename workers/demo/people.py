"""Who works in the demonstration centre, and by which names the recorded phone system knows them."""

from dataclasses import dataclass

from ticketing.domain.actors import Role


@dataclass(frozen=True)
class Cast:
    """One person: `phone` is their name in the recording, None for someone whom its phones do not know."""

    login: str
    code: str | None
    name: str
    team: str | None
    roles: tuple[Role, ...]
    phone: str | None = None


_AGENT = (Role.AGENT,)
DAY, LATE = "one", "two"
TEAMS = {DAY: "一组", LATE: "二组"}

# The recording's agents work the present shift; the second team has the other one.
PEOPLE = (
    Cast("agent", "8001", "李娜", DAY, _AGENT, "李娜"),
    Cast("wangqiang", "8002", "王强", DAY, _AGENT, "王强"),
    Cast("zhangwei", "8003", "张伟", DAY, _AGENT, "Zhang Wei"),
    Cast("liufang", "8004", "刘芳", DAY, _AGENT, "刘芳"),
    Cast("chenjing", "8005", "陈静", DAY, _AGENT, "PJSIP/1005"),
    Cast("zhaomin", "8006", "赵敏", DAY, _AGENT, "赵敏"),
    Cast("sunlei", "8007", "孙磊", DAY, _AGENT, "孙磊"),
    Cast("machao", "8008", "马超", DAY, _AGENT, "Mobile 2001"),
    Cast("chengong", "8009", "陈工", DAY, _AGENT, "外线-陈工"),
    Cast("zhouting", "8010", "周婷", DAY, _AGENT, "周婷"),
    Cast("huanglei", "8011", "黄磊", LATE, _AGENT),
    Cast("xuli", "8012", "徐丽", LATE, _AGENT),
    Cast("zhoujie", "8013", "周杰", LATE, _AGENT),
    Cast("guoxin", "8014", "郭欣", LATE, _AGENT),
    Cast("hujun", "8015", "胡军", LATE, _AGENT),
    Cast("zhulin", "8016", "朱琳", LATE, _AGENT),
    Cast("lead", "8101", "吴刚", DAY, (Role.LEAD,), "班长 吴刚"),
    Cast("lead2", "8102", "何敏", LATE, (Role.LEAD,)),
    Cast("supervisor", "8201", "林岚", DAY, (Role.SUPERVISOR,)),
    Cast("supervisor2", "8202", "高远", LATE, (Role.SUPERVISOR,)),
    Cast("inspector", None, "沈洁", None, (Role.INSPECTOR,)),
    Cast("viewer", None, "访客", None, (Role.VIEWER,)),
    Cast("admin", None, "管理员", None, (Role.ADMIN,)),
)
# One login per role is printed when the centre opens.
SHOWN = ("agent", "lead", "supervisor", "inspector", "viewer", "admin")

# code, Chinese, English, kind of matter, who answers it by the recording.
QUEUES = (
    ("consult", "咨询", "Enquiries", "inquiry"),
    ("complaint", "投诉", "Complaints", "complaint"),
    ("repair", "报修", "Repairs", "repair"),
    ("sales", "订购", "Orders", "order"),
)
# Whom a caller is handed on to: department, head, post, telephone, what they deal with.
DEPARTMENTS = (
    ("售后服务部", "郑海", "经理", "021-5566-7101", "安装、维修、退换货"),
    ("市场部", "何静", "主管", "021-5566-7102", "订购、价格、促销活动"),
    ("财务部", "罗平", "会计", "021-5566-7103", "发票、退款、对账"),
    ("仓储物流部", "唐军", "主管", "021-5566-7104", "配件、发货、签收"),
)
# Which lines a phone name is logged in to; the recording's own configuration.
LINES = {
    "李娜": ("consult", "sales", "repair"),
    "王强": ("consult",),
    "Zhang Wei": ("consult", "complaint"),
    "刘芳": ("consult", "complaint"),
    "PJSIP/1005": ("complaint",),
    "赵敏": ("sales", "repair"),
    "孙磊": ("sales", "repair"),
    "Mobile 2001": ("sales", "repair"),
    "外线-陈工": ("complaint",),
    "周婷": ("consult",),
    "班长 吴刚": ("sales", "repair"),
}
