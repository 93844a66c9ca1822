"""What checking asks: every question with its weight, its sentence, what to do and what was expected."""

from perfdata.core.catalogue import rules

CHECKS = rules("""
header_repeated 错误 表头重复
    表头“{observed}”在同一张表中出现了两次，不知道以哪一列为准，整份文件暂不写入。
    请删去多余的一列，或把它的表头改成别的名称。
    每个表头一列
other_years_in_file 错误 文件中有不同年度
    这张工作表写的年度“{observed}”与文件中先写明的 {year} 年度不同，整份文件暂不写入。
    请把不同年度的表分成两份文件上传。
    {year} 年度
other_days_in_file 提示 文件中有不同截至日期
    这张工作表写的截至日期“{observed}”与文件中先写明的 {day} 不同，一律按 {day} 处理。
    如果不是同一天的数据，请分成两份文件上传。
    {day}
result_merged 提示 合并单元格
    “{text}”是合并单元格，其中 {count} 项指标都按“{text}”处理。
    如各项指标的完成情况不同，请取消合并后逐项填写。
    每项指标一个实际完成值
foot_left_out 说明 表尾未采用
    “{observed}”一行不是填报内容，未采用。
    合计由系统计算，签名和说明不必填写。
    表头以下每行一项指标或一个项目
target_differs 提示 年度指标值与目标表不同
    “{indicator.indicator_name}”的年度指标值为“{observed}”，已入库的目标是“{stored}”。
    入库后以自评表为准；如目标没有经过调整，请改回原目标。
    {stored}
published_points_differ 提示 分值合计不符
    “{project.project_name}”各项分值合计 {added}，总分栏的分值为 {observed}，请核对。
    请核对各项分值；入库时保留原值。
    {added}
goal_indicators_missing 提示 自评表漏列指标
    目标表中的 {count} 项指标不在自评表中：{listed}。这些指标保留，仍为原状态。
    请核对自评表是否漏列；如指标已取消，请导入新的绩效目标表。
form_held 错误 整张表未采用
    {problem}
locked_cell_changed 提示 灰色单元格被改动
    “{label}”被改动，仍按目标表的内容处理。
    灰色单元格请勿改动；如目标有调整，请重新导入绩效目标表。
    {stored}
likelihood_ambiguous 错误 完成目标可能性不止一项
    “{name}”的完成目标可能性选了不止一项：{observed}。
    请只保留一个“√”。
    只选一项
outlook_reason_missing 错误 没有写原因说明
    {remark}
    请在“原因说明”中写明原因和改进措施。
outlook_contradicts_light 提示 可能性与监控灯不一致
    {remark}
    如确能完成，可在备注中说明依据。
forecast_doubtful 提示 全年预计执行数存疑
    “{name}”的全年预计执行数为 {observed}，{why}，请核对。
    请核对金额和金额单位（元、万元）；如无误，可以入库。
    与执行数和预算相当的金额
actual_missing 提示 有原因或佐证而没有实际完成值
    {indicator.indicator_name}：填写了原因或佐证，但没有实际完成值，仍作为待填报。
    请补填实际完成值（定性指标选完成等级）。
    实际完成值或完成等级
actual_in_future 提示 完成日期晚于截至日期
    {indicator.indicator_name}：完成日期“{observed}”晚于截至日期 {day:%Y-%m-%d}。
    请核对完成日期，或改写截至日期。
    不晚于 {day:%Y-%m-%d} 的日期
reason_missing 提示 没有写偏差原因
    {indicator.indicator_name}：{outcome}，没有写偏差原因及改进措施。
    未完成的指标须说明原因和改进措施。
    偏差原因及改进措施
actual_not_comparable 提示 与指标值不能比较
    {indicator.indicator_name}：{explanation}
    请按指标值的写法填写实际完成值。
    能与指标值“{indicator.annual_target.raw}”比较的实际数值
id_name_conflict 错误 编号与名称不符
    隐藏的{kind}编号对应{own}，而名称写的是{written}。
    请勿移动或覆盖灰色单元格；请用重新下载的模板填写这一行。
    {stored}
amount_negative 提示 金额为负
    {label}“{observed}”：{kind}为负，是否为调减？
    如为调减，入库后会从合计中减去；如不是，请改正后重新上传。
    不小于 0 的金额
project_duplicate 错误 项目填写了多行
    项目“{project.project_name}”填写了多行执行数，均未采用。
    请删除多余的行。
    每个项目一行
as_of_unreadable 错误 截至日期读不出
    截至日期“{day}”不是一个日期。
    请在表头“截至日期”处改写，如 2024-06-30。
    {year}-01-01 至 {today:%Y-%m-%d} 之间的日期
as_of_future 错误 截至日期晚于今天
    截至日期“{day}”晚于今天。
    请在表头“截至日期”处改写，如 2024-06-30。
    {year}-01-01 至 {today:%Y-%m-%d} 之间的日期
as_of_before_year 错误 截至日期早于年度
    截至日期“{day}”早于 {year} 年度。
    请在表头“截至日期”处改写，如 2024-06-30。
    {year}-01-01 至 {today:%Y-%m-%d} 之间的日期
nothing_reported 错误 没有填写任何内容
    文件中没有填写任何实际完成值或执行数。
    请填写后再上传；如果已经填写，请确认上传的是填写后的那一份。
    至少一项“实际完成值”或“全年执行数”
""")
