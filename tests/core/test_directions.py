"""What the name of an indicator says of its direction, by its words."""

from __future__ import annotations

import pytest

from perfdata.core.directions import is_two_faced, tendency
from perfdata.core.terms import Comparator

LESS = """
设备故障率 供水中断次数 排放超标率 森林火灾受害率 病虫害成灾率 登记失业率 孕产妇死亡率 传染病发病率 安全事故发生率
贷款逾期率 工期延误天数 疫情漏报率 误报次数 差错率 群众投诉率 越级上访人次 信访量 负面舆情数 违法案件 刑事案件发案率
辍学率 缺勤率 房屋空置率 人员流失率 资产闲置率 耕地撂荒面积 抛荒率 结转结余率 预算调整率 三公经费控制率
公用经费控制率 人员控制率 成本控制率 在编人员经费控制率 单位GDP能耗 万元产值水耗 农药使用量 化肥施用强度
PM2.5平均浓度 故障响应时间 平均等待时间 办理时限 审批办结时限 业务办理天数 施工工期 处理耗时 服务距离 处理超时率
投诉处理时限 群众不满意率 抽检不合格率 任务未完成率 资料不及时率 失业率(%) 案件差错率 能耗增长率 债务率 投诉件数
投诉次数 离职率 系统宕机时长 因灾死亡人数 公务接待费控制率 编外人员超编人数 整改不到位率 城镇登记失业率控制
溢流次数 平均住院日 因公出国批次 公车保有量 违章建筑数 三公经费支出增长率 失业率B 失业率区间 办理时限一
返贫人口数 项目变更率 新增欠薪案件数 补助资金挪用金额
问题检出率 农药残留检出率 阳性检出率 缺陷检出率 巡察反馈问题数 城乡收入比 城乡居民人均可支配收入比 城乡差距 基尼系数
恩格尔系数 生师比 空气质量综合指数 城市水质指数 富营养化指数 药占比 个人自付比例 大班额比例 控制在预算内
支出控制在概算以内 不超预算 不突破总投资 差旅费控制在标准内 非正常上访人次 非计划停运次数 劣Ⅴ类水体比例 黑臭水体数量
不合格品率 预防接种差错率 药品不良反应发生率 提前还贷损失率 耕地流失面积
"""
MORE = """
能耗降低率 用水下降率 经费压减率 差错减少率 化肥减量 投诉处理率 案件办结率 矛盾纠纷化解率 隐患整改率 疾病治愈率
信访回复率 疫情有效控制率 病虫害控制率 污染治理面积 零事故天数 无投诉次数 未发生安全事故月数 化解矛盾纠纷数
查处违法案件数 侦破案件数 降低失业率 缩短办理时限 补贴发放及时率 任务完成率 医保覆盖率 产品合格率 群众满意度
节约用水量 失业人员再就业人数 不良资产清收率 欠薪追回金额 超标整改率 平均无故障天数 投诉回复及时率 故障修复率
培训场次 课时比例 教育支出增长率 研发费用占比 展览时间 供热天数 行政处罚案件数 公益诉讼案件数 值班时间
闲置资产盘活率 撂荒地复垦面积 农药减量率 群众满意度提升 垃圾无害化处理率 空气质量优良天数 法律援助案件办理数
空气质量优良率 空气优良天数比率 防止事故发生 避免安全事故 预防溺水事件发生 杜绝重大责任事故 防止规模性返贫
非贫困发生率 不返贫率 未超预算率 问题整改率 仲裁结案率 案件受理及时率 防返贫监测率 无事故运行天数
"""
NEITHER = "立案数 火灾报警设备数 讲解员人数 布展面积 失业保险金月数"

TWO_FACED = """
劳动争议仲裁案件 仲裁案件数 受理信访件 信访件受理量 诉讼案件数
审判案件量 审计发现问题数 检查发现隐患个数 接报警情数 举报线索数
"""


@pytest.mark.parametrize("name", LESS.split())
def test_less_is_better_by_the_words_of_a_name(name: str):
    assert tendency(name) is Comparator.LE


@pytest.mark.parametrize("name", MORE.split())
def test_more_is_better_by_the_words_of_a_name(name: str):
    assert tendency(name) is Comparator.GE


@pytest.mark.parametrize("name", [*NEITHER.split(), "", "指标1", "年度"])
def test_a_name_that_does_not_tell_is_not_guessed(name: str):
    assert tendency(name) is None


@pytest.mark.parametrize("name", TWO_FACED.split())
def test_a_name_of_work_done_on_what_went_wrong_says_neither(name: str):
    assert tendency(name) is None
    assert is_two_faced(name)


@pytest.mark.parametrize("name", ["仲裁结案率", "查处违法案件数", "受理案件差错率", "补助户数", ""])
def test_other_names_are_not_two_faced(name: str):
    assert not is_two_faced(name)


def test_remarks_and_numbers_beside_a_name_do_not_hide_it():
    assert tendency("失业率（≤4.5%）") is Comparator.LE
    assert tendency("森林火灾受害率‰") is Comparator.LE
