#!/usr/bin/env bash
# Asks a running daemon one question with bash alone: no curl, no nc, no jq.
#
# Run:   segmentd serve &                           (then, in another shell or the same)
#        ask.sh                                     server.ping
#        ask.sh models.list
#        ask.sh assign '{"model": "shop", "data": {"columns": {"recency": [4], "spend": [900]}}}'
# Needs: bash (its /dev/tcp). SEGMENTD_ADDRESS is host:port (default: 127.0.0.1:7464),
#        SEGMENTD_TOKEN the token (default: what stands in the daemon's token file).
set -eu
address=${SEGMENTD_ADDRESS:-127.0.0.1:7464}
token=${SEGMENTD_TOKEN:-}
if [ -z "$token" ]; then
  # One token, or lines of a role and its token: the last word of the first line.
  read -r line <"${XDG_CONFIG_HOME:-$HOME/.config}/segmentd/token"
  token=${line##* }
fi
method=${1:-server.ping}
params=${2:-"{}"}
exec 3<>"/dev/tcp/${address%:*}/${address##*:}"
# Both at once: the daemon judges each request by what came before it.
printf '{"jsonrpc":"2.0","id":0,"method":"auth","params":["%s"]}\n' "$token" >&3
# One line is one message, so line feeds between tokens become blanks.
printf '{"jsonrpc":"2.0","id":1,"method":"%s","params":%s}\n' "$method" "${params//$'\n'/ }" >&3
IFS= read -r _ <&3
IFS= read -r reply <&3
printf '%s\n' "$reply"
