" Talks to `segmentd stdio` from Vim over a channel in mode `nl`: a line out, a line back.
"
" Run:   vim -es -N -u NONE -S segment.vim        (segmentd on the PATH, or $SEGMENTD names it)
" Needs: Vim 8.1 or later with +channel and +job (Debian: vim or vim-nox; vim-tiny has neither).
"
" Vim's default mode `json` wraps every message in [number, message], which is not JSON-RPC: use
" `nl`, and put the messages together with json_encode() and json_decode().

let s:program = empty($SEGMENTD) ? 'segmentd' : $SEGMENTD
let s:job = job_start([s:program, 'stdio'], {'mode': 'nl'})
let s:channel = job_getchannel(s:job)
let s:lines = []
let s:id = 0

" Sends a request and waits for its reply, at most ten seconds.
function s:Ask(method, params) abort
  let s:id += 1
  let request = {'jsonrpc': '2.0', 'id': s:id, 'method': a:method, 'params': a:params}
  let line = ch_evalraw(s:channel, json_encode(request) . "\n", {'timeout': 10000})
  if empty(line)
    throw 'no answer from ' . s:program . '; is it on the PATH?'
  endif
  let reply = json_decode(line)
  if get(reply, 'id') != s:id || !has_key(reply, 'result')
    throw 'no result for ' . a:method . ': ' . line
  endif
  return reply.result
endfunction

try
  call add(s:lines, 'ping: ' . json_encode(s:Ask('server.ping', {})))

  " A notification has no id and gets no reply, so it goes out with ch_sendraw().
  call ch_sendraw(s:channel, json_encode(
    \ {'jsonrpc': '2.0', 'method': '$/cancelRequest', 'params': {'id': s:id}}) . "\n")

  let s:rows = [[3, 950], [5, 870], [8, 1020], [210, 40], [180, 65], [240, 20]]
  let s:fit = s:Ask('fit', {'model': 'shop', 'k': 2,
    \ 'data': {'fields': ['recency', 'spend'], 'rows': s:rows}})
  call add(s:lines, 'sizes: ' . json_encode(map(copy(s:fit.segments), 'v:val.size')))
  let s:places = s:Ask('assign', {'model': 'shop',
    \ 'data': {'fields': ['recency', 'spend'], 'rows': [[4, 900], [200, 50]]}})
  call add(s:lines, 'segments: ' . json_encode(s:places.segment))
catch
  verbose echo v:exception . "\n"
  call job_stop(s:job)
  cquit
endtry
call ch_close_in(s:channel)  " the end of input ends the daemon
call setline(1, s:lines)
%print
qall!
