"""All that is asked of a file: what reading asks, and what checking asks of what was read."""

from perfdata.core.catalogue import rules
from perfdata.core.words import WORDS

CHECKS = WORDS | rules("""
table_waits 提示 目标表还在待审
    “{name}”的目标表（第 {upload_id} 号上传）还在待审，批准之前，为它填报的各行可能对不上指标。
    请等目标表批准后再核对这份文件：在本页不必重新上传；已关闭页面的，届时重新上传原文件。
    目标表已批准
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
other_days_in_file/copy 说明 灰色的截至日期不同
    这张工作表的截至日期“{observed}”是照抄的灰色单元格，按指标表填写的 {day} 处理。
    如果不是这一天，请改写指标表表头的截至日期。
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
    “{indicator.indicator_name}”的年度指标值为“{observed}”，已入库的目标是“{stored}”，入库后以自评表的“{observed}”为准。
    如目标没有经过调整，请改回原目标后重新上传。
    {stored}
published_points_differ 提示 分值合计不符
    “{project.project_name}”各项分值合计 {added}，总分栏的分值为 {observed}，请核对。
    请核对各项分值；入库时保留原值。
    {added}
points_missing 提示 部分指标没有分值
    {listed}（{count} 项）没有分值，而已有分值合计只有 {added} 分。补填之前这些指标不计分，也不评等级。
    请补填分值，或在“绩效自评”页设定分值。
    每项指标一个分值
points_not_printed 提示 有得分而没有分值
    “{project.project_name}”的自评表有得分而没有分值，不能复算，只保留填报得分。
    请补填分值后重新上传，或在“绩效自评”页设定分值。
goal_indicators_missing 提示 自评表漏列指标
    目标表中的 {count} 项指标不在自评表中：{listed}。这些指标保留，仍为原状态。
    请核对自评表是否漏列；只是名称不同的，请在下面确认，或沿用目标表的名称；如指标已取消，请导入新的绩效目标表。
indicators_new 提示 目标表中没有的指标
    自评表中的 {count} 项指标不在已入库的目标表中：{listed}，入库后作为新增的指标。
    只是名称不同的，请在下面确认，或沿用目标表的名称；确为新增的，可以入库。
reported_indicators_dropped 提示 新表中没有已填报的指标
    {count} 项已填报的指标在新表中没有对应：{listed}。入库后看板不再显示它们的结果。
    如指标只是改了写法，请沿用原来的名称和类别；如确已取消，可以入库。
form_held 错误 整张表未采用
    {problem}
    请改正或分开后重新上传。
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
direction_open 提示 方向不明
    {explanation}
    请在核对页选“越大越好”或“越小越好”，选定后会记住；也可以在目标表的指标值前写明 ≥ 或 ≤。
    指标值写明 ≥ 或 ≤
period_open 提示 全年合计还是每期
    {indicator.indicator_name}：{explanation}
    请在核对页选“全年合计”或“每期的数”，选定后会记住；也可以在实际完成值中写明，如“12次/年”。
comparator_contradicts_name 提示 比较符与名称相反
    {indicator.indicator_name}：年度指标值写作“{observed}”，而这类指标通常越{better}越好，按所写的比较符计算。
    请核对比较符的方向。
    越{better}越好的指标值
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
attainment_unknown 错误 完成等级不是规定的等级
    {indicator.indicator_name}：完成等级“{observed}”不是规定的三个等级。
    请从下拉列表中选择一个等级。
    {grades}
attainment_not_expected 提示 定量指标选了完成等级
    {indicator.indicator_name}：定量指标按数值判断，完成等级未采用。
    请清空此格，并在“实际完成值”填写数值。
    留空
attainment_missing 错误 没有选完成等级
    {indicator.indicator_name}：{kind}只写了“{actual}”，没有选完成等级。
    请在“完成等级”中选择一个等级。
    {grades}
actual_blank 提示 实际完成值只有符号
    {indicator.indicator_name}：实际完成值“{observed}”按未填报处理。
    {mend}
    实际数值，没有数据的留空
actual_has_comparator 提示 实际完成值带有比较符
    {indicator.indicator_name}：实际完成值“{observed}”带有比较符，按其中的数值计算。
    请去掉比较符，只填实际完成的数值。
    实际数值，不带比较符
actual_approximate 提示 实际完成值是约数
    {indicator.indicator_name}：实际完成值“{observed}”是约数，按其中的数值计算。
    请去掉“约”“左右”“余”，只填实际完成的数值。
    实际数值，不带“约”“左右”“余”
actual_unreadable 错误 实际完成值读不出
    {indicator.indicator_name}：实际完成值“{shown}”{reason}。
    请填写实际完成的{wanted}{example}。
    与指标值“{indicator.annual_target.raw}”同类的{wanted}
actual_negative 错误 数值为负
    {label}“{observed}”是负数。
    请核对后改为实际数值。
    不小于 0 的数值
percent_as_fraction 错误 百分比写成小数
    {indicator.indicator_name}：实际完成值“{observed}”可能是小数形式的百分比，是 {percent} 还是 {literal}？
    如果是 {percent}，请写成 {percent}；如果确为 {literal}，请写明 %。
    百分数，如 {percent}
rate_differs_from_parts 提示 比率与分子分母不符
    {indicator.indicator_name}：实际完成值“{observed}”中 {parts} 是 {computed}，与所写的 {stated} 不符，以哪个为准？
    请核对比率、分子和分母后改写。
    {computed}（{parts}）
rate_above_100 提示 比率超过100%
    {indicator.indicator_name}：实际完成值“{observed}”超过 100%{guess}
    请核对是否多写了位数或单位有误；如无误，请在偏差原因中说明。
    不超过 100% 的比率
far_above_target 提示 远高于指标值
    {indicator.indicator_name}：实际完成值“{observed}”是指标值“{indicator.annual_target.raw}”的 {share}{guess}
    请核对是否多写了位数或单位有误；如无误，请在偏差原因中说明。
    与指标值相当的数值
unit_converted 提示 单位已换算
    {label}“{observed}”的单位不是“{unit}”，已换算为 {converted}。
    建议改用{unit}填写。
    单位为{unit}的数值
unit_differs 错误 单位与指标值不同
    {label}“{observed}”的单位是“{written}”，指标值“{indicator.annual_target.raw}”的单位是“{wanted}”。
    请按“{wanted}”填写，如 {example}。
    单位为“{wanted}”的数值
formula_without_value 错误 公式没有计算结果
    {label}是公式，但文件里没有保存计算结果。
    请用 Excel 或 WPS 打开文件、保存一次后再上传，或直接填写数值。
    数值或文字
text_unreadable 错误 单元格里有控制字符
    {indicator.indicator_name}：单元格里有无法保存的控制字符。
    请清空这一格后重新填写。
    数值或文字
excel_error 错误 公式的结果是错误
    {indicator.indicator_name}：公式的计算结果是错误“{observed}”。
    请改正公式，或直接填写数值。
    数值或文字
initial_budget_differs 提示 年初预算与目标表不同
    “{project.project_name}”的年初预算数为 {observed}，已入库的绩效目标表是 {budget} 元，请核对。
    请核对金额单位（元、万元）和预算数。
    {budget} 元
spent_without_budget 提示 有执行数而没有预算数
    “{project.project_name}”的全年执行数为 {observed}，而没有全年预算数。
    请补填全年预算数，或核对执行数。
    有全年预算数（或年初预算数）才有执行数
spent_above_budget 提示 执行数大于预算数
    “{project.project_name}”的全年执行数 {observed}大于{name} {budget} 元。
    {guess}请核对执行数；如预算有调整，请改写全年预算数。
    不超过 {budget} 元
amount_far_below_budget 提示 金额不到预算数的1%
    “{project.project_name}”的{label} {observed}不到{name} {budget} 元的 1%，是否按万元填写？
    如果是 {amount} 万元，请改写为 {times_wan} 元。
    以元为单位的金额
amount_far_off 错误 金额相差100倍以上
    “{project.project_name}”的{label}为 {observed}，与{name} {budget} 元相差 100 倍以上，未采用。
    {guess}请核对金额单位（元、万元）；如绩效目标表的预算有误，请先更正目标表。
    与 {budget} 元相当的金额
budget_doubtful 提示 预算大小存疑
    “{project.project_name}”的年度预算 {shown}{beside}，是否应为 {wanted} 元？
    请核对预算和金额单位（元、万元）；如无误，可以入库。
    与实际相符的预算
execution_rate_differs 提示 执行率与金额不符
    {indicator.indicator_name}：{difference}
    请核对全年执行数与全年预算数；这一格可以留空，由系统计算。
    {rate}（全年执行数 ÷ 全年预算数）
amount_merged 错误 几个项目共用一个金额
    “{project.project_name}”的{label}是合并单元格，几个项目共用一个金额，没有采用。
    请改写为金额，如 432000。
    以元为单位、不小于 0、至多两位小数的金额
amount_precision 错误 金额的小数太多
    “{project.project_name}”的{label}“{observed}”{fault}。
    请改写为金额，如 432000。
    以元为单位、不小于 0、至多两位小数的金额
amount_unreadable 错误 金额读不出
    “{project.project_name}”的{label}“{observed}”{fault}。
    请改写为金额，如 432000。
    以元为单位、不小于 0、至多两位小数的金额
amount_blank 提示 金额只有符号
    {label}“{observed}”按未填报处理。
    {mend}
    以元为单位的金额，没有数据的留空
project_unknown 错误 目标表中没有这个项目
    {year} 年度的目标表中没有唯一对应“{name}”的项目，未采用。{near}
    请在核对页选定是哪一个，或核对项目名称和用款单位，或先导入该项目的绩效目标表。
    目标表中已有的项目名称和用款单位
project_unclear 错误 项目名称相近
    {year} 年度还没有{observed}这个项目；是否就是{near}？暂不写入。
    请在核对页选定“就是”哪一个，或选“新项目”；也可以把名称改得与目标表一致后重新上传。
    {near}
project_new 说明 新增项目
    新增 {count} 个项目：{observed}。
project_confirmed_twice 错误 两张表确认为同一项目
    本文件中还有一张表也确认为{shown}，“{observed}”这一张未采用。
    请只保留一张，或改为新项目。
match_confirmed 说明 按确认过的名称对应
    按确认过的对应关系，{written}就是{shown}。
    如果对应有误，请把名称改得与目标表一致。
    {stored}
indicator_unknown 错误 目标表中没有这项指标
    “{owner}”的“{name}”{what}，这一行未采用。
    {mend}
    {near}
indicator_duplicate 错误 同一指标填写了多行
    同一指标{what}。
    请删除多余的行。
    每项指标一行
ids_left_behind 提示 编号列没有一起排序
    隐藏的编号列没有和其他列一起排序（{count} 行对不上），已按用款单位、项目和指标名称对应，请核对。
    如需排序，请选中整张表（包括隐藏的编号列）；请核对下面将要写入的内容。
    编号与名称一起排序
cells_emptied 提示 填报内容被清空
    {count} 格{label}现在是空的，原来填报的值仍然有效：{listed}。
    空白不会删除已填报的内容。如原值有误，请填写正确的值；如要撤回，请在“历史”中撤销那次上传。
    {earlier}
other_year 错误 没有这一年度的目标表
    {problem}
    请下载对应年度的模板填写，或先导入该年度的绩效目标表。
    {known}
as_of_assumed 说明 截至日期按推定处理
    {what}，按 {day:%Y-%m-%d} 处理。
    如果不是这一天，请在表头“截至日期”处写明，如 2024-06-30。
    {year} 年度内的日期
read_as_said 说明 按您的选择读
    {name}：原文“{observed}”，按您的选择读作“{said}”。
    原件保持不变；如果选错了，请在核对页改选。
    {said}
total_falls 提示 累计数比以前小
    {name}：{day:%Y-%m-%d} 填报过“{earlier}”，这次是“{observed}”，累计数变小了，是否只填了本期数？
    如果只是本期数，累计应为 {total}；如以前多报，可以入库，请在偏差原因中说明。
    不小于 {earlier} 的累计数
total_falls/no_sum 提示 累计数比以前小
    {name}：{day:%Y-%m-%d} 填报过“{earlier}”，这次是“{observed}”，累计数变小了，请核对。
    如以前多报，可以入库，请在偏差原因中说明。
    不小于 {earlier} 的累计数
leaps_from_last_year 提示 与上年相差悬殊
    {name}：“{observed}”是上年“{before}”的 {share}；本单位 {count} 项之比多在 {low}～{high}（中位数 {usual}）{guess}
    请核对数值和单位；如无误，可以入库。界限按本单位各项与上年之比的中位数和绝对中位差（MAD）的 3.5 倍推算。
    上年的 {low}～{high}
""")
