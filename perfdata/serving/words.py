"""What Streamlit's own scripts say in English, and what is said instead: served copies are changed, the package is not.

Each entry stands in the script whose name begins with its key. A test fails where an update of Streamlit no longer
says it so; it is then served as it is.
"""

_FULLSCREEN = ("label:`Fullscreen`", "label:`全屏`"), ("label:`Close fullscreen`", "label:`退出全屏`")
_OPEN = ('"aria-label":`Open`', '"aria-label":`展开选项`')
_TO_CHOOSE = (
    ("`No options to select`", "`没有可选项`"),
    ("r?`Choose options`:`Choose an option`", "r?`请选择`:`请选择`"),
)

WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "index": (
        ('"aria-label":`App pages`', '"aria-label":`页面`'),
        ('"aria-label":`Sidebar`', '"aria-label":`侧栏`'),
        ('"aria-label":`Collapse sidebar`', '"aria-label":`收起菜单`'),
        ('"aria-label":`Expand sidebar`', '"aria-label":`展开菜单`'),
        ('"aria-label":`Main menu`', '"aria-label":`更多`'),
        ('"aria-label":`Navigate to home page`', '"aria-label":`回到总览`'),
        ('"aria-label":`Notifications`', '"aria-label":`通知`'),
        ('"aria-label":`Close`', '"aria-label":`关闭`'),
        ('"aria-label":`Shortcut ${l}`', '"aria-label":`快捷键 ${l}`'),
        ("children:`Skip to main content`", "children:`跳到正文`"),
        ("children:i?`View less`:`View ${x-m} more`", "children:i?`收起`:`还有 ${x-m} 页`"),
        ("children:r?`view less`:`view more`", "children:r?`收起`:`更多`"),
        ("label:`Rerun`", "label:`重新运行`"),
        ("label:`Print`", "label:`打印`"),
        ("eE[e]||`Record screen`", "eE[e]||`录制屏幕`"),
        ("label:`System`", "label:`随系统`"),
        ("label:`Light`", "label:`浅色`"),
        ("label:`Dark`", "label:`深色`"),
        ("title:e?`Stopping...`:`Stop`", "title:e?`正在停止……`:`停止`"),
        ("children:`File change.`", "children:`程序有更新。`"),
        ("children:`Rerun`", "children:`重新运行`"),
        ("children:`Always rerun`", "children:`总是重新运行`"),
        ("children:`Try again`", "children:`重试`"),
        ("_O=`Connecting`", "_O=`正在连接`"),
        ("vO=`Connecting to Streamlit server`", "vO=`正在连接看板`"),
        ("xO=`Unable to connect to Streamlit server`", "xO=`连接不上看板`"),
        ("this.showError(`Connection error`", "this.showError(`连接中断`"),
        (
            "`Connection lost. Please wait for the app to reconnect, then try again.`",
            "`连接中断，请等看板重新连上后再试。`",
        ),
        (
            "`Streamlit server is not responding. Are you connected to the internet?`",
            "`看板没有回应，请检查网络，或看看看板是否还在运行。`",
        ),
        (
            "`Connection failed with status ${r}${s?`, and response:`:`.`}`",
            "`登录已经结束或看板没有接受连接（${r}），请刷新页面${s?`：`:`。`}`",
        ),
        ("`Page not found`", "`没有这个页面`"),
        ("`The page that you have requested does not seem to exist`", "`链接中的页面不存在`"),
        (" Running the app's main page.`", " 现在显示总览。`"),
        ("`Please wait...`", "`请稍候……`"),
        ("Mk=`Toolbar action`", "Mk=`工具`"),
    ),
    "DataFrame": (
        ("label:`Show/hide columns`", "label:`显示或隐藏列`"),
        ("label:`Download as CSV`", "label:`下载为 CSV`"),
        ("label:`Search`", "label:`查找`"),
        ("label:`Clear selection`", "label:`取消选择`"),
        ("label:`Add row`", "label:`添加一行`"),
        ("label:`Delete row(s)`", "label:`删除所选行`"),
        ("`Type to search`", "`输入要找的文字`"),
        ('"aria-label":`Next Result`', '"aria-label":`下一个`'),
        ('"aria-label":`Previous Result`', '"aria-label":`上一个`'),
        ('"aria-label":`Close Search`', '"aria-label":`关闭查找`'),
        ("`over 1000`", "`超过 1000 处`"),
        ("`${v.results} result${v.results===1?``:`s`}`", "`${v.results} 处`"),
        ("`${v.selectedIndex+1} of ${e}`", "`第 ${v.selectedIndex+1} 处，共 ${e}`"),
        ("`Sort ascending`", "`升序`"),
        ("`Sort descending`", "`降序`"),
        (",`Format`]", ",`数字格式`]"),
        (",`Autosize`]", ",`自动列宽`]"),
        (",`Pin column`]", ",`固定列`]"),
        (",`Unpin column`]", ",`取消固定`]"),
        (",`Hide column`]", ",`隐藏列`]"),
        (",`Statistics`]", ",`统计`]"),
        ("label:`Select all`", "label:`全选`"),
        ("title:`Copy column name`", "title:`复制列名`"),
        ('"aria-label":`Copy column name`', '"aria-label":`复制列名`'),
        ('"aria-label":`Dataframe column menu`', '"aria-label":`列菜单`'),
        ("children:`No data`", "children:`没有数据`"),
        ("label:`Values`", "label:`有值`"),
        ("label:`Empty`", "label:`空`"),
        ("label:`Distinct`", "label:`不同的值`"),
        ("label:`Average`", "label:`平均`"),
        ("label:`Minimum`", "label:`最小`"),
        ("label:`Maximum`", "label:`最大`"),
        ("label:`Automatic`", "label:`自动`"),
        ("displayData:`empty`", "displayData:`无数据`"),
        ("=`(index)`", "=`编号`"),
    ),
    "Toolbar": _FULLSCREEN,
    "FileUploader": (
        ("`Upload directories`:`Upload`", "`选择文件夹`:`选择文件`"),
        ("[`${T(t,D.Byte,0)} per file`", "[`每个文件不超过 ${T(t,D.Byte,0)}`"),
        ("`Drag and drop files here`", "`把文件拖到这里`"),
        ("`Drag and drop a file here`", "`把文件拖到这里`"),
        ('"aria-label":`Add files`', '"aria-label":`再添加文件`'),
        ("`${e.type} files are not allowed.`", "`不接受 ${e.type} 文件。`"),
    ),
    "utils": (
        ("`Cancel upload of ${e.name}`:`Remove ${e.name}`", "`取消上传 ${e.name}`:`移除 ${e.name}`"),
        ('"aria-label":`file upload`', '"aria-label":`选择要上传的文件`'),
        ("`Click to retry upload`", "`点这里重新上传`"),
        ("`Upload failed`", "`上传失败`"),
        ("return`File must be ${$(n,`b`)} or smaller.`", "return`文件不能超过 ${$(n,`b`)}。`"),
        ("return`${t.type} files are not allowed.`", "return`不接受 ${t.type} 文件。`"),
        *_TO_CHOOSE,
    ),
    "Multiselect": (
        ('"aria-label":`Clear all`', '"aria-label":`全部清除`'),
        ('"aria-label":`Remove ${e}`', '"aria-label":`去掉 ${e}`'),
        ('"aria-label":`Selected values`', '"aria-label":`已选`'),
        ("label:`Select all`", "label:`全选`"),
        ("label:`Select ${p.length} matches`", "label:`选择这 ${p.length} 项`"),
        ("return`No results`", "return`没有找到`"),
        _OPEN,
    ),
    "Selectbox": (
        ('"aria-label":`Clear value`', '"aria-label":`清除`'),
        ("children:`No results`", "children:`没有找到`"),
        _OPEN,
    ),
    "NumberInput": (
        ('"aria-label":`Decrement`', '"aria-label":`减少`'),
        ('"aria-label":`Increment`', '"aria-label":`增加`'),
        ('"aria-label":`Clear value`', '"aria-label":`清除`'),
        ("`Number is above the allowed range.`", "`数字大于允许的范围。`"),
        ("`Number is below the allowed range.`", "`数字小于允许的范围。`"),
    ),
    "TextInput": (
        ("`Hide password`:`Show password`", "`隐藏口令`:`显示口令`"),
        ('"aria-label":`Clear entry`', '"aria-label":`清除`'),
    ),
    "InputInstructions": (
        ("`submit form`:`apply`", "`提交`:`确定`"),
        ("+Enter to ${e}`", "+回车 ${e}`"),
        ("`Press Enter to ${e}`", "`按回车${e}`"),
        ("`Press ${", "`按 ${"),
    ),
    "Pagination": (
        ('"aria-label":`Pagination`', '"aria-label":`翻页`'),
        ('"aria-label":`Page ${e.page}`', '"aria-label":`第 ${e.page} 页`'),
        ('"aria-label":`Previous page`', '"aria-label":`上一页`'),
        ('"aria-label":`Next page`', '"aria-label":`下一页`'),
    ),
    "DateInput": (
        ("locale:`en-US`", "locale:`zh-CN`"),
        ('"aria-label":`Choose date range`', '"aria-label":`选择起止日期`'),
        ("V?`Choose date range`:void 0", "V?`选择起止日期`:void 0"),
        ('"aria-label":`Choose date`', '"aria-label":`选择日期`'),
        ('"aria-label":`${ce} start date`', '"aria-label":`${ce} 开始日期`'),
        ('"aria-label":`${ce} end date`', '"aria-label":`${ce} 结束日期`'),
        ('"aria-label":`Clear dates`', '"aria-label":`清除日期`'),
        (
            "Use arrow keys to navigate dates. Enter to select. Escape to close.",
            "用方向键选择日期，按回车确定，按 Esc 关闭。",
        ),
    ),
    "StreamlitMarkdown": (
        ("?`Help`:`Help for ${t.replaceAll(/\\s+/g,` `)}`", "?`说明`:`${t.replaceAll(/\\s+/g,` `)}的说明`"),
        ('"aria-label":`Link to heading`', '"aria-label":`本节链接`'),
        ("ariaLabel:n+` icon`", "ariaLabel:`图标`"),
    ),
    "DynamicIcon": (("`${n} icon`", "`图标`"), ("return`Loading`", "return`正在读取`")),
    "useCopyToClipboard": (("`Copied`:`Copy to clipboard`", "`已复制`:`复制`"),),
    "DownloadButton": (("`Download failed`", "`下载失败`"),),
}

# What else scripts shall not do: primary as the colour of words is too dark on a dark ground, pictures in tables are
# read out as addresses of a thousand signs, links to pages are read out all alike though their help tells which is
# which, and a link within the dashboard opens another tab.
_OF_WORDS = ("{color:e.colors.primary", "{color:e.colors.link"), (",color:e.colors.primary", ",color:e.colors.link")
MANNERS: dict[str, tuple[tuple[str, str], ...]] = {
    "index": _OF_WORDS[:1],
    "styled-components": _OF_WORDS,
    "DataFrame": (
        (
            "getAccessibilityString:e=>e.data.join(`, `)",
            "getAccessibilityString:e=>e.data.filter(e=>!e.startsWith(`data:`)).join(`, `)",
        ),
    ),
    "PageLink": (('"aria-label":T,', '"aria-label":b.help?`${b.label}：${b.help}`:T,'),),
    "StreamlitMarkdown": (("target:m(i)?`_blank`:i", "target:m(i)?t?.startsWith(location.origin)?`_self`:`_blank`:i"),),
}

START_PAGE: tuple[tuple[str, str], ...] = (
    ('<html lang="en">', '<html lang="zh-CN" translate="no">'),
    ("<title>Streamlit</title>", '<title>项目绩效看板</title>\n    <meta name="google" content="notranslate" />'),
    ("You need to enable JavaScript to run this app.", "看板需要浏览器启用 JavaScript。"),
)
