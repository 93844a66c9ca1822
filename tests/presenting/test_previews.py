"""What was found in a file, as a phone shows it."""

import pandas as pd

from perfdata.presenting.previews import findings_in_three_columns


def test_on_a_phone_findings_keep_their_weight_place_and_what_was_expected():
    columns = ["severity", "place", "message", "observed", "expected", "suggestion"]
    rows = [
        ("错误", "指标完成情况 H5", "单位不同。", "百分之九十", "单位为“人”的数值", "请按“人”填写，如 120人。"),
        ("提示", None, "没有截至日期。", None, None, "请补填。"),
    ]
    assert findings_in_three_columns(pd.DataFrame(rows, columns=columns)).to_numpy().tolist() == [
        ["错误 指标完成情况 H5", "单位不同。", "应为 单位为“人”的数值。请按“人”填写，如 120人。"],
        ["提示 ", "没有截至日期。", "请补填。"],
    ]
