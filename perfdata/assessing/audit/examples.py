"""What a rule's docstring says, part by part; tests/rule_examples.py says how 正例 and 反例 are written."""

import re


def statement_of(docstring: str) -> str:
    """The rule in one sentence: the first line of its docstring."""
    return docstring.strip().splitlines()[0]


def basis_of(docstring: str) -> str:
    """The 文号 of what the rule follows, or 经验规则."""
    return re.findall(r"^依据：(.+)$", docstring, flags=re.M)[0]


def examples_of(docstring: str) -> dict[str, str]:
    """The text of 正例 and 反例, lines joined."""
    parts = re.split(r"^(正例|反例)：", docstring, flags=re.M)
    return {name: "".join(text.split("\n")).strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def explanation_of(docstring: str) -> str:
    """What stands between the statement and the examples: why, the basis, and the cases where it does not apply."""
    return re.split(r"^正例：", docstring.strip().partition("\n")[2], flags=re.M)[0].strip()
