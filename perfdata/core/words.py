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
    上标“{text}”是注释标记，没有算进这一格的内容。
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
row_not_understood/monitoring 提示 监控表后还有内容
    表后还有内容（共 {count} 行，从“{observed}”起），不是监控表的内容，未采用。
    如其中有需要入库的内容，请另存为单独的文件上传。
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
results_not_read 提示 同一张工作表里还有自评表
    同一张工作表里还有“{name}”的自评表，填了实际完成值，这次没有读取。
    请把自评表另存为单独的工作表或文件后上传。
published_score_differs 提示 填报得分与计算结果不同
    “{item}”填报得分 {observed}，按规则计算 {computed}，供核实。
    {reason}
    {computed}
""")
