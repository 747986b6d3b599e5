#!/usr/bin/env bash
# Asks a running daemon one question with bash alone: no curl, no nc, no jq.
#
# Run:   segmentd serve &                           (then, in another shell or the same)
#        ask.sh                                     server.ping
#        ask.sh models.list
#        ask.sh assign '{"model": "shop", "data": {"columns": {"recency": [4], "spend": [900]}}}'
# Needs: bash (its /dev/tcp). SEGMENTD_ADDRESS is host:port (default: 127.0.0.1:7464).
set -eu
address=${SEGMENTD_ADDRESS:-127.0.0.1:7464}
method=${1:-server.ping}
params=${2:-"{}"}
exec 3<>"/dev/tcp/${address%:*}/${address##*:}"
# One line is one message, so line feeds between tokens become blanks.
printf '{"jsonrpc":"2.0","id":1,"method":"%s","params":%s}\n' "$method" "${params//$'\n'/ }" >&3
IFS= read -r reply <&3
printf '%s\n' "$reply"
