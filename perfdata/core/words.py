"""What is asked while a file is read: every question with its weight, its sentence, what to do and what was expected.

An id that is asked of several kinds of tables has a block for each, told apart by a word behind the stroke.
"""

from perfdata.core.catalogue import rules

WORDS = rules("""
file_partly_read 说明 文件有一部分没有读取
    {notice}
formula_without_value/sheet 提示 公式没有计算结果
    有 {count} 个单元格是公式，文件里没有保存计算结果，按空白读取（如 {observed}）。
    请用 Excel 或 WPS 打开文件、保存一次后再导入。
    公式的计算结果
struck_text 提示 划掉的内容
    划掉的“{text}”未采用。
    请确认划掉的内容已经作废；仍然有效的，请去掉删除线后再导入。
    没有删除线的内容
struck_text/row 提示 整行划掉
    这一行整行划掉，没有采用：“{text}”。
    请确认划掉的内容已经作废；仍然有效的，请去掉删除线后再导入。
    没有删除线的内容
hidden_text 提示 隐藏的文字
    隐藏的文字“{text}”未采用。
    请确认隐藏的文字已经作废；仍然有效的，请取消隐藏后再导入。
    看得见的文字
note_mark 提示 注释标记
    上标或下标“{text}”是注释标记，没有算进这一格的内容。
    如果它不是注释标记，请改写这一格后再导入。
    不带注释标记的内容
sign_unreadable 提示 认不出来的符号
    这一格有一个符号认不出来（{text}），按原样保留。
    请把这个符号改成普通字符后再导入。
    普通字符，如 ≤、≥、√、□
sign_assumed 提示 没有写明字体的符号
    这一格有一个符号没有写明字体，按“{text}”读取。
    请核对这个符号；不对的，请改成普通字符后再导入。
    普通字符，如 ≤、≥、√、□
hidden_sheet 提示 隐藏的工作表
    工作表“{text}”是隐藏的，也读取了；如果是旧稿，请删去后再导入。
    如果是旧稿，请删去后再导入；仍然有效的，请取消隐藏。
    看得见的工作表
hidden_rows 提示 隐藏的行
    第 {text} 行是隐藏的，也读取了。
    如果是旧稿，请删去后再导入。
    看得见的行
hidden_columns 提示 隐藏的列
    第 {text} 列是隐藏的，也读取了。
    如果是旧稿，请删去后再导入。
    看得见的列
part_unusable 提示 一部分内容没有读取
    {part}没有读取。{error}
sheet_unread 提示 工作表未读取
    {name}中没有绩效目标表、填报结果、自评表或监控表，未读取。
    如其中有需要入库的内容，请另存为单独的文件上传。
    “项目名称”与“三级指标”的表
money_unit_missing 错误 没有写明金额单位
    {name}“{observed}”没有写明是元还是万元，金额未采用。
    请在核对页选择金额单位，或在原表中补写后重新上传。
    标签中的（元）或（万元），或“金额单位：元”一行
money_unit_contradicts 提示 所选金额单位与表中写明的不同
    表中写明金额单位为{stated}，{whose}是{said}，{way}。
    如不对，请在核对页“金额单位”处改选。
money_unit_missing/two 错误 金额单位前后不一
    表中的金额单位一处写{one}，一处写{other}，不知道以哪一个为准，金额未采用。
    请在核对页选择金额单位，或在原表中改正后重新上传。
money_unit_contradicts/label 提示 标签和表头的金额单位不同
    标签写的是{label}，表中另一处写的是{line}，按标签读入，请核对。
    如不对，请在核对页“金额单位”处改选。
money_unit_remembered 说明 按上次回答的金额单位读入
    按上次的回答，金额单位为{said}。
    如不对，请在核对页“金额单位”处改选。
amount_unreadable/form 错误 金额读不出
    {name}“{observed}”{fault}，未采用。
    请在原表中补正金额后重新上传。
    数字金额，如 432000、¥432,000.00、43.2万元
amount_negative 提示 金额为负
    {label}“{observed}”：{kind}为负，是否为调减？
    如为调减，入库后会从合计中减去；如不是，请改正后重新上传。
    不小于 0 的金额
funding_parts_differ 提示 总额与分项合计不符
    “{name}”的{label}总额 {observed}，分项合计 {added} 元，按总额计算。
    请核对总额与各分项。
    {added} 元
funding_total_derived 提示 总额按分项合计计算
    “{name}”年度资金总额的{label}为{observed}，分项合计 {added} 元，按分项合计计算。
    请在年度资金总额一行填写合计数。
    {added} 元
budget_zero_beside_spending 提示 有执行数而预算数为0
    “{name}”的执行数为 {spent} 元，预算数为 0，预算数按未填写处理。
    请补填预算数。
    年初预算数或全年预算数
funding_source_unknown 提示 不认识的资金来源
    资金来源“{observed}”不是已知名称，按其他资金读入，请核对。
money_not_understood 提示 不认识的标签旁有金额
    “{observed}”像是金额，而标签不认识，未采用。
    如有用，请核对其标签写法。
row_not_understood 说明 不认识的内容
    “{observed}”不是表格的已知内容，未采用。
    如有用，请核对其标签写法。
rest_not_read 提示 没有读完的工作表
    前 2,000 行里没有表格的已知内容，其后的 {count} 行没有读取。
    如果表格在后面，请删去前面的内容后重新上传。
likelihood_unknown 提示 完成目标可能性读不懂
    “{name}”的完成目标可能性“{observed}”读不懂，未采用。
    请填写确定能、有可能或完全不可能后重新导入。
row_not_understood/monitoring 提示 监控表后还有内容
    表后还有内容（共 {count} 行，从“{observed}”起），不是监控表的内容，未采用。
    如其中有需要入库的内容，请另存为单独的文件上传。
foot_not_understood 说明 表下的行未采用
    表下“{first}”等 {count} 行不是指标，未采用。
    如其中有指标，请把它移到表内，或补上一级、二级指标。
person_in_row 提示 表中的个人信息
    这一行的名称或指标值里有电话或证件号码，按个人信息不保存，也不作为指标。
    如果这一行是指标，请删去号码后重新上传。
    没有个人信息的指标
person_in_row/level 错误 指标中的个人信息
    这一行的指标名称或指标值里有电话或证件号码，没有作为指标读入。
    请删去号码后重新上传。
    没有个人信息的指标
person_in_text 提示 内容中的个人信息
    {label}里有电话或证件号码，号码没有保存，读作“{observed}”，请核对。
    请在原表中删去个人信息。
    没有个人信息的内容
column_of_other_year 提示 其他年度的列
    “{observed}”是其他年度的列，该列内容未采用。
    请核对表的年度。
targets_not_understood 错误 没有认出指标值一列
    表头中没有认出指标值一列，不认识的列“{observed}”未采用，指标暂不写入。
    请在核对页指明哪一列是指标值，或把表头改为“指标值”后重新上传。
    “指标值”或“年度指标值”一列
column_not_understood 提示 不认识的列
    不认识的列“{observed}”，该列内容未采用。
    如有用，请在核对页指明这一列的含义。
forms_side_by_side 错误 两张表左右并排
    这一行有两个“项目名称”，像是两张表左右并排，读出的内容可能混在一起。
    请把两张表上下放置，或分成两张工作表后再导入。
    一张工作表里的各张表上下排列
project_name_blank 错误 项目名称是空的
    {where} 项目名称是空的，这张表未采用。
    请在原表中补写项目名称后重新导入。
    项目名称
fiscal_year_missing 错误 没有写明年度
    项目“{name}”没有写明年度，不知道是哪一年的目标表。
    请在核对页填写年度，或在标题中补写后重新导入。
    如“2024年预算金额（元）”，或标题中的“（2024年度）”
fiscal_year_missing/self_evaluation 错误 自评表没有写明年度
    项目“{name}”没有写明年度，不知道是哪一年的自评表。
    请在核对页填写年度，或在标题中补写后重新导入。
    如标题下的“（2024年度）”
fiscal_year_contradicts 提示 所选年度与表中写明的不同
    表中写明是 {observed} 年度，所选的年度是 {said}，按所选的年度读入，请核对。
    如以表中写明的为准，请在核对页清空“年度”。
    {said}
fiscal_year_inconsistent 提示 一张表里有多个年度
    同一张表里出现多个年度（{observed}），按 {year} 年度读入，请核对。
month_inconsistent 提示 截至月份前后不一
    表中写的截至月份不一致（{observed}月），按 {month} 月读入，请核对。
    请在原表中改正标题或表头后重新导入。
target_in_name 提示 指标值是空的
    “{observed}”的指标值是空的，名称里像是写了指标值，请核对。
    请把指标值写在指标值一栏后重新导入。
execution_rate_differs/form 提示 执行率与金额不符
    “{name}”填报的执行率是 {observed}，按执行数和预算数计算为 {computed}，请核对。
    请核对执行数、预算数和执行率。
    {computed}
budget_missing 错误 没有预算金额
    项目“{name}”没有预算金额一行{seen}。
    请在原表中补写预算金额后重新导入。
    如“2024年预算金额（元）”
budget_repeated/granted 提示 申报数和批复数
    写了申报数 {first}（{at}）和批复数 {observed}，按批复数读入，请核对；不对的，请只留一个后再导入。
budget_repeated 提示 金额写了两处
    {label}写了两处：{first}（{at}）和 {observed}，按前一处读入，请核对。
    请在原表中只保留一处后重新导入。
budget_repeated/total 错误 资金总额写了两处
    {label}的总额写了两处：{first}（{at}）和 {observed}，不知道以哪一处为准，这张表暂不写入。
    请在原表中只保留一处后重新导入。
    一处资金总额
budget_from_whole 提示 年度预算取自项目总预算
    只写了项目总预算“{text}”，没有年度预算，按年度预算读入，请核对。
indicators_missing 提示 没有三级指标
    这张表没有读到任何三级指标，请核对。
indicators_without_project 错误 指标没有写项目名称
    从这一行起有 {count} 行指标，上面没有“项目名称”一行，未采用。
    请补上“项目名称”一行；是上一张表的续表的，请接在上一张表下面，或在标题中写明“续表”。
indicators_without_header 错误 指标行上方没有表头
    “{observed}”像是指标行，但上方没有表头（一级指标、三级指标……），未采用。
    请补上表头，或把这些行接到上一张表后再导入。
indicators_in_one_cell 提示 一格写了多项指标
    这一格写了 {count} 项指标，指标值等各格的行数与之不同，没有拆开，请核对。
    请在原表中每项指标占一行后重新导入。
    指标值一格也是 {count} 行，或每项指标一行
indicator_placeholder 说明 空表中的占位行
    “{observed}”是空表中的占位行，没有填写指标。
indicator_without_name 错误 没有三级指标名称
    这一行有内容而没有三级指标名称，未采用。
    请补写三级指标名称。
    三级指标名称
indicator_duplicate/table 提示 指标重复出现
    同一类别下重复出现指标“{observed}”，两行都已保留，请核对。
row_recovered 提示 错位的单元格已归位
    第 {number} 行的单元格不在表头所在列，已按顺序归位，请核对。
    多为插入行后纵向合并单元格未延伸所致；核对归位结果，并修正原表的合并单元格。
    指标名称与指标值位于各自表头之下
target_ambiguous 错误 不知道属于哪一列的内容
    “{texts}”不能确定属于哪一列，未采用。
    请在原表中把内容放回对应的列。
category_unknown 提示 不认识的指标类别
    不认识的指标类别“{texts}”，指标已保留但未归类。

    一级、二级指标的规范名称
category_empty 说明 类别下没有指标
    “{level2.label}”已列出，但没有设置指标。
level1_inferred 提示 一级指标按二级指标推定
    “{level2.label}”上方没有对应的一级指标，按“{level1.label}”归类，请核对。
    如归类不对，请在原表中补写一级指标。
    {level1.label}
value_merged 提示 指标值是合并单元格
    “{name}”的{label}与第 {first} 行合并为一格，这一行按空白处理。
    请取消合并后逐项填写。
points_shared 说明 类别分值平均到各项
    “{observed}”没有逐项分值，{points} 分由 {count} 项平均分配。
    如各项分值不同，请逐项填写。
points_shared/scores 提示 类别分值按得分推算到各项
    “{observed}”没有逐项分值，按各项得分推算为 {shares} 分，合计 {points} 分，请核对。
    如推算不对，请逐项填写分值。
points_negative 错误 分值或得分为负
    {name}“{observed}”是负数，未采用，整张表暂不写入。
    请核对后改为不小于 0 的数。
    不小于 0 的数
points_unreadable 提示 分值读不出
    {name}读作“{observed}”，不是数字，未采用。

    数字
excel_error/table 错误 公式的结果是错误
    {what}是公式的错误结果“{observed}”，没有内容可用。
    请在原表中改正公式，或直接填写内容，然后重新导入。
    {what}的文字或数值
project_duplicate/table 提示 项目重复出现
    同一文件中重复出现项目“{observed}”（用款单位、年度相同），入库时以最后一张为准，请核对。
drafts_differ 错误 同一项目的两张表预算不同
    同一文件中重复出现项目“{observed}”（用款单位、年度相同），两张的预算不同：{both}，不知道以哪一张为准，未采用。
    请只保留一张后重新导入。
hidden_draft 提示 隐藏的工作表里有同一项目
    同一文件中重复出现项目“{observed}”（用款单位、年度相同），隐藏的工作表里还有一张，预算为{both}，采用看得见的一张。
not_a_goal_table/department 提示 部门整体支出绩效表
    部门整体支出绩效{kind}表还不支持，“{observed}”未读取。
    请上传项目的绩效目标表。
    项目绩效目标表
not_a_goal_table/estimate 提示 没有三级指标的表
    “{observed}”没有三级指标，不是绩效目标表，未读取。
    请上传项目的绩效目标表。
    项目绩效目标表
not_a_goal_table/empty 提示 空表
    这张{kind}表的项目名称、金额和指标都是空的，未读取。
    如应填写，请填好后重新上传。
    填写过的表
results_not_read 提示 同一张工作表里还有自评表
    同一张工作表里还有“{name}”的自评表，填了实际完成值，这次没有读取。
    请把自评表另存为单独的工作表或文件后上传。
budget_changed 提示 已入库的预算改变
    “{project.project_name}”已入库的年度预算是 {stored} 元，这张表是 {observed} 元，入库后以这张表为准。
    请核对预算；如预算没有调整，请改正后重新上传。
    {stored}
points_sum_doubtful 提示 目标表分值合计存疑
    “{project.project_name}”各项指标的分值合计 {observed} 分，通常应为 90 分（另有预算执行率 10 分）或 100 分。
    请核对各项分值；入库时保留原值。
    90 或 100
columns_left_out 说明 未采用的列
    列{listed}不是填报表的内容，未采用。
    如其中有填报内容，请写到填报表已有的列中后重新上传。
    填报模板中的各列
answer_unused 错误 没有问到所回答的
    {option} “{observed}”没有用上：没有问到这样的内容，暂不写入。
    请核对名称；如不需要回答，请去掉 {option} 后重新导入。
target_read_as_date 提示 指标值被改成日期
    {indicator.indicator_name}：年度指标值读作日期或时间“{text}”，可能是表格软件改成的（如 1-2、3/1、1:5）{guess}
    请把单元格改为文本格式后重新填写，如 1-2家。
    与指标相符的指标值
target_is_day_in_digits 提示 日期写成数字
    {indicator.indicator_name}：年度指标值“{text}”像是写成数字的日期{guess}
    请改写为年月日后重新导入，如 2025年12月31日。
target_as_fraction 提示 指标值写成小数
    {indicator.indicator_name}：年度指标值“{observed}”可能是小数形式的百分比，是否为 {percent}？
    如果是 {percent}，请写成 {percent}。
    与指标相符的指标值
target_without_value 提示 指标值没有具体内容
    {indicator.indicator_name}：年度指标值“{observed}”{why}。没有具体的指标值就不能判断是否完成。
    请补填具体的数值或选定的等级，如 ≥43公里、高。
    具体的指标值
values_not_compared 说明 指标值不能自动比较
    这 {count} 项指标值不能自动比较：{listed}。
    可以照常入库，填报时须选完成等级；也可改写为一个数值后重新导入。
    一个数值、区间、日期，或定性的文字
published_score_differs 提示 填报得分与计算结果不同
    “{item}”填报得分 {observed}，按规则计算 {computed}，供核实。
    {reason}
    {computed}
""")
