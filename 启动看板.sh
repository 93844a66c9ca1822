#!/bin/sh
exec sh "$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")/启动看板.command" "$@"
