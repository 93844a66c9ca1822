#!/bin/sh
exec "$(dirname "$0")/启动看板.command" "$@"
