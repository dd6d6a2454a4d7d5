"""The score sheet that a centre begins with: the items of 热线服务质量考核表 (binder chapter 13, sheet 17)."""

from ticketing.domain.quality.score_sheets import Edition, Fatal, Item

CODE, NAME, NAME_EN = "hotline", "热线服务质量考核表", "Assessment of the hotline's quality of service"

_GROUPS = {
    "information": ("信息内容准确", "Accuracy of information"),
    "voice": ("语音语调语速", "Voice, tone and speed"),
    "words": ("服务用语", "Words of service"),
    "manner": ("服务态度", "Manner"),
    "listening": ("倾听与沟通", "Listening and talking"),
    "solving": ("问题解决", "Solving the problem"),
    "record": ("工单记录质量", "Quality of the ticket"),
    "rules": ("流程与合规", "Process and rules"),
}
# Group, key, points, name, English name, how it is judged (评分办法).
_ITEMS = (
    ("information", "accurate", 8, "准确", "accurate", "答错一处扣 2–8 分"),
    ("information", "complete", 5, "全面", "complete", "漏答一项扣 1–2 分"),
    ("information", "checked", 4, "核实", "checked back", "未核实关键信息扣 2–4 分"),
    ("information", "plain", 3, "无夸张", "nothing exaggerated", "夸大或误导扣 3 分"),
    ("voice", "clear", 2, "清晰", "clear", "吐字不清扣 1–2 分"),
    ("voice", "lively", 2, "起伏", "lively", "语调平淡扣 1–2 分"),
    ("voice", "modulated", 1, "修饰", "well modulated", "语气生硬扣 1 分"),
    ("voice", "no_drawl", 2, "不拖音", "no drawling", "拖音扣 1–2 分"),
    ("voice", "speed", 2, "语速", "speed", "过快或过慢扣 1–2 分"),
    ("voice", "pauses", 1, "停顿", "pauses", "停顿不当扣 1 分"),
    ("words", "mandarin", 3, "普通话", "standard language", "未用普通话扣 1–3 分"),
    ("words", "polite", 2, "礼貌", "polite", "缺少礼貌用语扣 1–2 分"),
    ("words", "thanks", 1, "致谢", "thanks", "未致谢扣 1 分"),
    ("words", "apologises", 1, "致歉", "apologises", "应致歉未致歉扣 1 分"),
    (
        *("words", "open_close", 3, "开头结束语", "opening and closing words"),
        "缺一扣 1 分；禁语、随意、口头语扣 2 分",
    ),
    ("manner", "manner", 15, "耐心热情，主动负责", "patient, warm, takes the matter as their own", "视情节扣 1–15 分"),
    (
        *("listening", "listening", 15, "不打断，听懂，确认", "lets the caller finish, understands, confirms"),
        "抢话一次扣 2 分；未确认需求扣 3–5 分",
    ),
    (
        *("solving", "solving", 15, "当场解决或流转正确", "the matter is solved, or goes the right way"),
        "未解决且流转错误扣 15 分",
    ),
    ("record", "record", 10, "字段齐全准确", "every field right and complete", "缺错一处扣 2 分"),
    (
        *("rules", "rules", 5, "身份核对，承诺合规", "identity checked, promises made by the rules"),
        "未核对身份扣 3 分；违规承诺扣 5 分",
    ),
)
_FATALS = (
    ("leaks", "泄露客户隐私", "gave away private data"),
    ("abuse", "辱骂、讽刺客户", "abused or mocked the customer"),
    ("hangs_up", "恶意挂断", "hung up on the customer"),
    ("false_promise", "虚假承诺、误导客户", "promised or told what is not true"),
    ("refuses", "推诿、拒不受理", "refused to take the matter"),
)

DEFAULT = Edition(
    items=tuple(
        Item(key, _GROUPS[group][0], name, worth, _GROUPS[group][1], name_en, rule)
        for group, key, worth, name, name_en, rule in _ITEMS
    ),
    fatals=tuple(Fatal(*one) for one in _FATALS),
)
