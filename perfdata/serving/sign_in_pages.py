"""What signing in, signing out and changing the password look like: plain pages without a script."""

from html import escape

_STYLE = """
*{box-sizing:border-box}
body{margin:0;background:#f4f6f9;color:#1c2733;
font:16px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:400px;margin:12vh auto 0;padding:28px 28px 32px;
background:#fff;border:1px solid #dde3ea;border-radius:10px}
h1{margin:0;font-size:22px}h2{margin:2px 0 18px;font-size:15px;font-weight:400;color:#5b6b7c}
label{display:block;margin:14px 0 4px;font-size:15px}
input{width:100%;padding:10px 12px;font:inherit;border:1px solid #b8c4d0;border-radius:6px}
input:focus{outline:2px solid #1f4e79;border-color:#1f4e79}
button{width:100%;margin-top:22px;padding:11px;font:inherit;color:#fff;background:#1f4e79;border:0;border-radius:6px}
.other{display:block;margin-top:14px;padding:10px;text-align:center;text-decoration:none;
border:1px solid #1f4e79;border-radius:6px}
.told{margin:0 0 6px;padding:9px 12px;background:#fdf0ee;border-left:4px solid #b3261e}
.hint{margin:16px 0 0;font-size:14px;color:#5b6b7c}a{color:#1f4e79}
@media(max-width:480px){main{margin:0;min-height:100vh;border:0;border-radius:0;padding-top:10vh}}
"""
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title} · 项目绩效看板</title><style>{style}</style></head>
<body><main><h1>项目绩效看板</h1><h2>{title}</h2>{told}
<form method="post" action="{action}"><input type="hidden" name="form" value="{form}">{fields}
<button type="submit">{button}</button></form>{more}<p class="hint">{hint}</p></main></body></html>
"""
_MESSAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title} · 项目绩效看板</title>{head}<style>{style}</style></head>
<body><main><h1>项目绩效看板</h1><h2>{title}</h2><p>{text}</p>{more}</main></body></html>
"""


def sign_in_page(*, action: str, form: str, told: str = "", name: str = "", elsewhere: str | None = None) -> str:
    """Asks for account and password; ``form`` proves that the page came from here, ``elsewhere`` is the other way."""
    own = f'value="{escape(name)}"' if name else "autofocus"
    fields = _field("账号", "name", f'autocomplete="username" maxlength="40" {own}') + _field(
        "口令", "password", f'type="password" autocomplete="current-password" {"autofocus" if name else ""}'
    )
    hint = "忘记口令或没有账号，请联系本系统的管理员。"
    return _page(
        "登录", action=action, form=form, told=told, fields=fields, button="登录", hint=hint, more=_other(elsewhere)
    )


def phrase_page(*, action: str, told: str = "") -> str:
    """Asks for the pass phrase where there are no accounts."""
    fields = _field("访问口令", "phrase", 'type="password" autocomplete="current-password" autofocus')
    hint = "口令由本系统的管理员告知。"
    return _page("进入", action=action, form="", told=told, fields=fields, button="进入", hint=hint)


def password_page(*, action: str, form: str, is_first: bool, told: str = "") -> str:
    """Asks for the old and a new password."""
    new = 'type="password" autocomplete="new-password"'
    fields = (
        _field("原口令", "old", 'type="password" autocomplete="current-password" autofocus')
        + _field("新口令（10 个字符以上）", "new", new)
        + _field("再输入一次新口令", "again", new)
    )
    hint = "这是首次口令，须先修改才能使用看板。" if is_first else '<a href="./">回到看板</a>'
    return _page("修改口令", action=action, form=form, told=told, fields=fields, button="修改", hint=hint)


def sign_out_page(*, action: str, form: str, name: str, with_password: bool) -> str:
    """Asks whether to sign out."""
    fields, hint = f"<p>当前账号：{escape(name)}</p>", '<a href="./">回到看板</a>'
    hint += '　<a href="./password">修改口令</a>' if with_password else ""
    return _page("退出", action=action, form=form, told="", fields=fields, button="退出登录", hint=hint)


def message_page(title: str, text: str, *, back: str | None = None, elsewhere: str | None = None) -> str:
    """Says something; with a way back, or to the provider of identities."""
    more = _other(elsewhere) + (f'<p class="hint"><a href="{escape(back)}">返回</a></p>' if back else "")
    return _MESSAGE.format(title=title, style=_STYLE, head="", text=escape(text), more=more)


def way_out_page(url: str) -> str:
    """Says that one is signed out here, and goes on to the provider of identities by itself."""
    head = f'<meta http-equiv="refresh" content="0;url={escape(url)}">'
    more = f'<a class="other" href="{escape(url)}">继续退出统一身份认证</a>'
    return _MESSAGE.format(title="退出", style=_STYLE, head=head, text="已经退出本看板。", more=more)


def _other(address: str | None) -> str:
    return f'<a class="other" href="{escape(address)}">统一身份认证登录</a>' if address else ""


def _page(title: str, *, action: str, form: str, told: str, fields: str, button: str, hint: str, more: str = "") -> str:
    shown = f'<p class="told" role="alert">{escape(told)}</p>' if told else ""
    words = {"action": escape(action), "form": escape(form), "told": shown, "fields": fields}
    return _PAGE.format(title=title, style=_STYLE, button=button, hint=hint, more=more, **words)


def _field(label: str, name: str, more: str) -> str:
    return f'<label for="{name}">{label}</label><input id="{name}" name="{name}" required {more}>'
