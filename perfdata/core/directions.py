"""Whether more or less is better, as the name of an indicator says it by its words (domain.md §8.1).

The last word that tells decides: 投诉办结率 is of settling, 投诉处理超时率 of being late. A bad thing counts only as
the head of its name: of 火灾报警设备 nothing is known.
"""

import re
from functools import lru_cache

from perfdata.core.terms import Comparator
from perfdata.core.text import normalise_label

# What is bad in itself; a verb that sets it right may stand before it: 化解矛盾纠纷, 查处违法案件.
_THINGS = """
投诉 举报 上访 信访 缠访 闹访 舆情 差评 案件 发案 命案 警情 犯罪 再犯 违法 违规 违纪 违章 违建 纠纷 争议 矛盾
冲突 诉讼 复吸 事故 伤亡 死亡 病死 病亡 伤残 受伤 伤害 溺水 火灾 火情 灾害 灾情 受灾 成灾 受害 灾损 隐患 险情 故障
中断 停机 停电 停水 停气 停运 宕机 断电 断网 漏水 塌方 失业 辍学 失学 流浪 返贫 致贫 贫困发生 贫困率 欠薪
欠款 欠费 发病 患病 感染 传染 染疫 病例 病残 近视 肥胖 致残 残疾发生 出生缺陷 并发症 复发 病虫害 病害 虫害 疫情 污染
黑臭 劣[ⅤV五5]类 垃圾渗滤 排放 排污 噪声 噪音 拥堵 群体性事件 群体事件 突发事件 安全事件 负面事件 负面报道 恶性事件
极端事件 不良事件 不良反应 院感
(?:存在|遗留|审计|反馈|信访)问题 问题(?=检出|率|发生|反弹|复发) 残留 农残 阳性
荒漠化 沙化 石漠化 水土流失 通报批评 问责 处分 黄牌 红牌 空心村 危房 烂尾 漏洞 火点 再犯罪
"""
# How badly a thing is done or used: no verb before it makes it better, only less of it does.
_FAULTS = """
差错 错误 出错 失误 误差 偏差 偏离 误报 漏报 错报 瞒报 迟报 虚报 漏检 漏诊 误诊 漏管 脱管 失管 失控 漏办 错办 遗漏
疏漏 错漏 缺陷 瑕疵 超标(?!准) 超支
超期 超时 超限 超载 超编 超员 超概 超预算 超计划 超范围 超标准 逾期 延期 延误
延迟 迟延 延时 迟到 早退 拖延 拖欠 滞后 积压 缺勤 缺席 缺课 旷工 缺货 断供 短缺 缺口 空缺 缺额 返工 返修
退货 退件 拒收 废品 次品 残次 破损 损坏 损毁 损耗 耗损 损失 漏损 漏失 渗漏 泄漏 泄露 丢失 遗失 浪费 闲置 空置 空编
撂荒 抛荒 弃耕 弃管 荒废 流失 离职 弃学 退学 退费 失信 失效 失败 失真 失联 违约 坏账 呆账 不良率 不良贷款
亏损 赤字 负债 债务率 债务余额 欠税 结转 结余 沉淀 预算调整率 调整率 变更率 偏差率 挪用 截留 挤占 套取 骗取 发改率
改判 再审 发生率 死伤 内涝 淹没 误工 摩擦 事件数 能耗 水耗 电耗 煤耗 油耗 气耗 药耗 物耗 耗能 耗电 耗水 耗材 单耗
用水量 用电量 用能 耗用 农药使用 农药施用 农药用量 化肥使用 化肥施用 化肥用量 PM2[.]5 PM10 AQI 二氧化硫 氨氮
化学需氧量 溢流 溃坝 触电 缺药 吸毒 平均住院 住院日 住院天数 公务接待批次 公务接待人次 因公出国
差距 倍差 收入比(?![重例]) 基尼系数 恩格尔系数 生师比 房价收入比 药占比 耗占比 自付 自费 负担 大班额 欠缴 漏缴 漏发
错发 迟发 拒付 停课 停产 停供 失访 断头路 直排 裸露 超生 逃学 空岗 缺岗
富营养化指数 (?:空气|大气|水质|水环境)(?:质量)?(?:综合|污染)*指数
公车保有 公车运行 编外人员 违章建筑 被占用 氮氧化物 臭氧浓度 浓度 综合污染指数 距离 服务半径
成本 造价 费用 单价 拥挤 滞留 错保 漏保 跑动 质疑 病险
"""
_FAULTS += (
    " (?:超期|逾期|超时|延期|延迟|推迟)(?:办理|办结|完成|发放|[支拨交]付|处[理置]|[回答]复|归还|竣工|完工|开工|验收)"
)
_OF_TIME = (
    "响应|等待|等候|候诊|排队|办理|办结|办事|办件|审批|审核|审查|处理|处置|到达|到场|到账|出警|出动|救援|接警|受理|反馈|回复|答复|修复"
    "|抢修|恢复|拨付|支付|兑付|报销|结算|评审|采购|中断|故障|停机|停电|停水|延误|施工|建设|通勤|出行|通行|通关|流转|周转|下达|分配|发货|配送"
)
_TIMES = rf"(?:{_OF_TIME})(?:完成)?(?:所需)?的?(?:时间|时长|周期|天数|日数|工作日|用时|期限|时限)"
_TIMES += "|(?<!使用)时限|耗时|用时|工期|时延|时滞"
_CONTROL = (
    r"(?:三公|经费|费用?|人员|编制|成本|预算|支出|造价|投资|概算|债务|消费|接待|供养|用地|总额|价格?)(?:[^率度]{0,6})"
    r"(?:变动率|(?<!支出)(?<!消费)增长率|控制(?!有效|合格|达标|在)(?:率|数|额|度|比例|情况)?)|结余率"
    r"|(?:三公|公用|行政运行|接待|会议)[^率度]{0,8}增长率"
)
# Taking away: 降低失业率, 能耗下降率.
# 成本控制在预算内; 不超预算率 is of those that keep to it.
_WITHIN = (
    "(?:控制|限制)在[^率%]{1,9}(?:内|以下)"
    "|[不未](?:得)?(?:超[出过]?|突破)(?:项目|年度|批复|财政|政府|总)*(?:预算|概算|估算|计划|投资|标准|限额|指标|定额)[数额]?$"
)
_CUTS = "降低 下降 减少 压减 压降 压缩 削减 缩短 降幅 减幅 递减 缩减 避免 遏制 减轻 消减 节约 节省"
_CUTS += " 提前(?=工期|完工|竣工|建成|完成)"
# Setting right: 投诉处理率, 化解纠纷.
_ACTS = """
处理 办结 办理 查处 查办 查获 整改 回复 答复 解决 处置 化解 调解 受理 排查 消除 治理 防治 防控 防范 预防 整治 打击
处罚 执法 公益诉讼
侦破 破获 破案 修复 抢修 排除 救治 治愈 治疗 救助 救援 清理 清除 清收 清欠 清退 审理 审结 结案 评查 代理 援助 复议
仲裁 挽回 追回 劝返 盘活 管控 核查 纠正 控制率 控制有效 有效控制 监管 拆除 改造 复垦 复耕 扑灭 扑救 根治 销号 遣返
复学
"""
_RISES = "增长 增加 上升 提高 提升 增幅 反弹 增速 涨幅 变动"
_GOOD = """
执行 完成 到位 及时 足额 发放 覆盖 达标 合规 准确 合格 满意 节能 节水 节电 节支 减量 减排 减负 通过 优良 优秀 优质
良好 良种 完好 正常 完整 真实 正确 精准 一致 规范 合法 公开 透明 落实 兑现 拨付率 支付率 支出率 支出进度 使用率 利用
运用 采纳 采用 就业 入学 升学 毕业 巩固 参与 参加 参保 参训 参会 到课 到会 出勤 在岗 持证 知晓 认可 认同 信任 支持
普及 受益 惠及 服务 保障 保有 保存 保护 成活 存活 成功 有效 安全 可用 在线 联网 接通 畅通 开通 贯通 验收 竣工 投产
投运 建成 开工 签约 履约 入库 归档 建档 录入 采集 登记 办成 达成 实现 达到 增收 收入 产值 产量 利润 税收 营收 效益
贡献 销售 交易额 投资额 客流 游客 接待 收益 回报 转化 孵化 引进 培育 培养 发展 新增 拉动 带动 改善 好转 恢复率 回收
供热 展览 展出 值班 值守 课时 学时 开放 教学 研发费用 研发经费 研发支出
循环 资源化 无害化 绿化 绿地 森林 植被 水质 供给 供应 充足 稳定 持续 留存 康复 抽检 检查 巡查 监测 检测
配备 配套 配置 供水 供电 供暖 入户 进度 及格 优等 一等 上线 更新 推广 应用 响应率 响应度 反馈率 回访 签收 送达 开展
举办 组织 建设 购置 培训 补助 补贴 慰问 奖励 资助 扶持 宣传 演练 体检 筛查 接种 免疫 健康 签到 上座 收视 点击 阅读
关注 传播 影响力 美誉 声誉 中标 命中 复核 审核率 审计 公示 备案 登录 活跃 续约 清洁 整洁 保洁 新建 修建 改建
扩建 维修 养护 管护 维护 种植 栽植 造林 补植 出栏 存栏
"""
_LACKING = r"[不未](?:能|够|曾|予|被)?(?:按时|按期|按规定|按要求|按计划|如期|完全|全部)?"
_ABSENT = (
    "(?:[零无0]|非(?!正常|法|计划|访)|[不未没](?:有|再)?(?:发生|出现)?|杜绝|防止|避免|预防|防范|遏制)"
    "(?:发生|出现|重大|较大|特大|一般|安全|责任|生产|质量|人员|群体性|规模性?|有效|恶性|严重|道路|交通|校园|食品|药品|施工|森林){0,3}"
)
_TAIL = re.compile(
    "(?:发生|出现|检出|类|水体|断面|河段|排?口|点位?|路段|新增|引发|产生|造成|导致|存在|人员|对象|人群|人口|学生|儿童|群众|单位|企业|项目|产品|样品|品|批次|用户|资金|资产|耕地|土地|房屋"
    "|总?数量?|总量|总额|次数|件数|起数|宗数|例数|人数|人次|户数|天数|日数|时间|时长|比?率|比例|占比|比重|比|量|额|金额|余额|面积|里程|程度"
    "|水平|指数|系数|指标|均值|值|强度|规模|情况|损失|控制|控制在|年均|平均|全年|年度|次|件|起|例|人|户|个|宗|处|名|天|日|度|的)*"
)
# More of them may be more work done or more that went wrong.
_TWO_FACED = (
    "(?:(?:受理|仲裁|诉讼|审判|审理|立案|收案|执行|信访|接待|接收)[的类]?(?:案件?|信访件?|投诉件?|举报件?|来信来访|事项)|(?:信访|投诉|举报|案件)件?受理"
    "|信访件|举报线索|(?:发现|查出)(?:问题|隐患)|接处?报?警情?)(?=(?:总?数量?|总?量|件数?|起数|次数|个数|宗数|人次)?$)"
)
# What money is for: paid to people, or spent on what is bought.
_PAID = """
补贴 补助 津贴 助学金 奖学金 助学 奖励 奖金 奖补 慰问 抚恤 救助 低保 特困 供养 养老金 优待 优抚 工资 薪酬 报酬 生活费
误工 赔偿 补偿 资助 扶助 待遇 稳岗 定补 保障金 护理 高龄 抚养 代缴
"""
_BOUGHT = """
成本 费 支出 造价 价 会议 培训 差旅 接待 住宿 用餐 采购 购置 维修 维护 养护 运行 建设 租金 租赁 工程 投入 投资
"""
_REMARK = re.compile(r"\([^()]*\)|[≤≥<>=].*|[%‰]|(?<=[\u4e00-\u9fff])(?:区间|[A-Za-z一二三四五六七八九十])$")


def _any_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


_WORDS = re.compile(
    f"(?P<open>{_TWO_FACED})|(?P<within>{_WITHIN})|(?P<good>{_ABSENT}(?:{_any_of(_THINGS + _FAULTS)}))"
    f"|(?P<fault>{_LACKING}(?:{_any_of(_GOOD + _ACTS)}))"
    f"|(?P<times>{_TIMES}|{_CONTROL}|{_any_of(_FAULTS)})|(?P<thing>{_any_of(_THINGS)})"
    f"|(?P<cut>{_any_of(_CUTS)})|(?P<act>{_any_of(_ACTS)})|(?P<rise>{_any_of(_RISES)})|(?P<well>{_any_of(_GOOD)})"
)

_NONE = re.compile(
    "(?:无|没有|零发生|[无未](?:发生|出现|发现)"
    f"|{_ABSENT}(?:{_any_of(_THINGS + _FAULTS)})(?:发生|事件|情况|现象|行为)*)"
)
_MONEY = re.compile(f"(?P<paid>{_any_of(_PAID)})|(?P<bought>{_any_of(_BOUGHT)})")


def tendency(name: str) -> Comparator | None:
    """GE where the name says that more is better, LE where less is, None where it says neither. Never raises."""
    return _read(name)[0]


def is_two_faced(name: str) -> bool:
    """Whether more may be more work done as well as more that went wrong: 受理案件数."""
    return _read(name)[1]


@lru_cache(maxsize=16_384)
def says_none(text: str) -> bool:
    """Whether a target or result says that nothing bad is there: 无, 未发生, 零事故, 没有安全隐患."""
    return _NONE.fullmatch(normalise_label(text).strip("。.;!")) is not None


@lru_cache(maxsize=16_384)
def is_paid_out(name: str) -> bool | None:
    """Whether money so named is paid to people, False where something is bought with it; the last word decides."""
    words = list(_MONEY.finditer(_REMARK.sub("", normalise_label(name))))
    return words[-1].lastgroup == "paid" if words else None


@lru_cache(maxsize=16_384)
def _read(name: str) -> tuple[Comparator | None, bool]:
    label = _REMARK.sub("", normalise_label(name))
    found, governing, end = None, "", 0
    for word in _WORDS.finditer(label):
        kind = word.lastgroup or ""
        if kind == "open":
            return None, True
        if kind == "rise" and found is Comparator.LE:
            end = word.end()
        elif kind in ("within", "fault", "times", "thing"):
            is_set_right = kind != "within" and (governing == "cut" or (governing == "act" and kind == "thing"))
            found, end = Comparator.GE if is_set_right else Comparator.LE, word.end()
        else:
            governing = kind if found is not Comparator.LE else ""
            found = Comparator.GE
    if found is Comparator.LE and not _TAIL.fullmatch(label, end):
        return None, False
    return found, False
