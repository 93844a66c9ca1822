"""Plotly in Chinese: texts of the mode bar and formats of dates. Standard library only.

Keys are the English texts inside plotly.js 4.1; a text that is missing here shows in English.
"""

from typing import Any

LOCALE = "zh-CN"

_DICTIONARY = {
    "Autoscale": "自动缩放",
    "Box Select": "框选",
    "Compare data on hover": "悬停时对比数据",
    "Double-click on legend to isolate one trace": "双击图例只看一项",
    "Double-click to zoom back out": "双击恢复原大小",
    "Download plot": "下载图形",
    "Download plot as a PNG": "下载为图片",
    "Download plot as JSON": "下载为 JSON",
    "Draw circle": "画圆",
    "Draw closed freeform": "画封闭曲线",
    "Draw line": "画线",
    "Draw open freeform": "画曲线",
    "Draw rectangle": "画矩形",
    "Erase active shape": "擦除选中的图形",
    "Image download succeeded": "图片已下载",
    "JSON download succeeded": "JSON 已下载",
    "Lasso Select": "套索选择",
    "Orbital rotation": "自由旋转",
    "Pan": "平移",
    "Preparing image - this may take a few seconds": "正在生成图片，请稍候几秒",
    "Reset": "重置",
    "Reset axes": "重置坐标轴",
    "Reset camera to default": "恢复默认视角",
    "Reset camera to last save": "恢复上次保存的视角",
    "Reset view": "重置视图",
    "Reset views": "重置视图",
    "Show closest data on hover": "悬停时显示最近的数据",
    "Sorry, there was a problem downloading your image!": "抱歉，图片下载失败",
    "Sorry, there was a problem downloading your JSON file!": "抱歉，JSON 下载失败",
    "Toggle Spike Lines": "显示或隐藏参考线",
    "Toggle show closest data on hover": "切换悬停时显示最近的数据",
    "Turntable rotation": "水平旋转",
    "Zoom": "缩放",
    "Zoom in": "放大",
    "Zoom out": "缩小",
    "new text": "新文字",
    "trace": "系列",
}

_FORMAT: dict[str, Any] = {
    "days": ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
    "shortDays": ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
    "months": [f"{month}月" for month in range(1, 13)],
    "shortMonths": [f"{month}月" for month in range(1, 13)],
    "periods": ["上午", "下午"],
    "dateTime": "%Y年%-m月%-d日 %X",
    "date": "%Y-%m-%d",
    "time": "%H:%M:%S",
    "decimal": ".",
    "thousands": ",",
    "grouping": [3],
    "currency": ["¥", ""],
    "year": "%Y年",
    "month": "%Y年%-m月",
    "dayMonth": "%-m月%-d日",
    "dayMonthYear": "%Y年%-m月%-d日",
}

PLOTLY_CHINESE: dict[str, Any] = {
    "locale": LOCALE,
    "locales": {LOCALE: {"dictionary": _DICTIONARY, "format": _FORMAT}},
}
"""The part of a plotly ``config`` that makes a chart Chinese."""
