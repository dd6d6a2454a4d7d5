"""What people ring about, for the demonstration's tickets."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Matter:
    """Subject, what the customer says, what they want, and how it ends."""

    subject: str
    content: str
    demand: str
    answer: str
    cause: str = ""


MATTERS: dict[str, tuple[Matter, ...]] = {
    "complaint": (
        Matter(
            "空调维修延迟",
            "报修三天无人上门，两次改约都没有通知。",
            "今天上门并说明原因",
            "已安排师傅当日上门，致歉",
            "派单超时",
        ),
        Matter("退款未到账", "退货已签收十天，退款一直没有到账。", "立即退款", "财务核实后当日退款", "财务流程积压"),
        Matter(
            "安装人员态度差", "安装师傅迟到两小时，说话不客气。", "换人安装并道歉", "更换师傅，主管致电致歉", "服务态度"
        ),
        Matter(
            "发票内容开错", "发票抬头与申请不符，多次催办未改。", "重开发票并寄出", "重新开具并快递寄出", "录入错误"
        ),
    ),
    "repair": (
        Matter("柜机不制冷", "开机半小时出风不凉。", "尽快上门检查", "远程指导清洗滤网后恢复"),
        Matter("洗衣机漏水", "脱水时底部漏水。", "上门维修", "已派单，预约上门"),
        Matter("热水器报 E4", "点火后显示 E4 熄火。", "告知原因", "指导复位，观察使用"),
    ),
    "consult": (
        Matter("咨询保修期限", "询问柜机整机与压缩机保修年限。", "", "整机六年，压缩机十年"),
        Matter("查询上门时间", "询问已报修单的上门时段。", "", "今日十四点至十六点"),
        Matter("咨询安装收费", "询问高空作业费标准。", "", "三楼以上按标准收取，已发短信"),
    ),
    "sales": (
        Matter("订购滤芯", "订购净水器滤芯一套。", "三日内送达", "已下单，后天送达"),
        Matter("咨询以旧换新", "旧机型号及折价。", "", "已登记，门店回电"),
    ),
}
NAMES = (
    "张建国",
    "刘女士",
    "陈先生",
    "赵丽华",
    "周志强",
    "孙阿姨",
    "黄先生",
    "吴桂兰",
    "郑晓明",
    "冯女士",
    "何建军",
    "沈先生",
)
