"""What every sheet looks at, in the words of the form; who runs the centre may add to it and take away."""

from enum import StrEnum
from typing import NamedTuple


class Look(StrEnum):
    """Where the truth about an item comes from; `hand`: somebody goes there and looks."""

    HAND = "hand"
    TRUNKS = "trunks"
    LINKS = "links"
    RECORDINGS = "recordings"
    SERVICES = "services"
    DATABASE = "database"
    DISK = "disk"
    BACKUP = "backup"


class Item(NamedTuple):
    """设备/项目 and 检查内容/标准, with the English beside them."""

    code: str
    name: str
    name_en: str
    standard: str
    standard_en: str
    look: Look


DEFAULTS = (
    Item("trunk", "中继线路", "Trunk lines", "呼入呼出正常，无线路故障挂断", "calls come in and go out", Look.TRUNKS),
    Item("pbx", "交换机/PBX", "Switch / PBX", "链路连通，话务事件持续到达", "link up, events arrive", Look.LINKS),
    Item("recording", "录音", "Recording", "接通的通话都有录音", "every answered call is recorded", Look.RECORDINGS),
    Item("cti", "CTI", "CTI", "各服务进程有心跳，无积压", "every service is alive, nothing piles up", Look.SERVICES),
    Item("seat_pc", "座席电脑", "Agents' computers", "开机正常，控制台可登录", "start up, console opens", Look.HAND),
    Item("headset", "话机耳麦", "Phones and headsets", "通话清晰，无杂音断线", "clear sound, no breaks", Look.HAND),
    Item("network", "网络", "Network", "内外网连通，无丢包", "inside and outside reachable", Look.HAND),
    Item("ups", "UPS", "UPS", "市电供电，电池容量正常", "on mains, battery full", Look.HAND),
    Item("aircon", "空调", "Air conditioning", "机房 18–27 ℃,无漏水告警", "18-27 °C, no leak", Look.HAND),
    Item("database", "数据库", "Database", "可连接，时钟一致", "answers, clocks agree", Look.DATABASE),
    Item("backup", "数据库备份", "Database backup", "26 小时内有成功备份", "a backup within 26 hours", Look.BACKUP),
    Item("disk", "磁盘空间", "Disk space", "剩余不少于 10%", "at least 10 % free", Look.DISK),
)
