#!/bin/sh
# Double click on macOS; 启动看板.sh is the same for Linux.
for python in python3.14 python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
        exec "$python" "$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")/start.py" "$@"
    fi
done
echo "没有找到 Python 3.11 至 3.14。"
echo "macOS：请从 python.org 的 Downloads 页下载安装。Debian、Ubuntu：sudo apt install python3 python3-venv"
[ -t 0 ] && { printf '按回车键关闭。'; read -r _; }
exit 1
