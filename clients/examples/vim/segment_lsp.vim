" Talks to `segmentd stdio` from Vim over a channel in mode `lsp`: blocks with headers, as language
" servers use them; the daemon sees that by the first byte. Vim writes `jsonrpc` and `id` by itself.
"
" Run:   vim -es -N -u NONE -S segment_lsp.vim    (segmentd on the PATH, or $SEGMENTD names it)
" Needs: Vim 9.0 with +channel and +job (Debian: vim or vim-nox; vim-tiny has neither).

let s:program = empty($SEGMENTD) ? 'segmentd' : $SEGMENTD
let s:told = []
let s:job = job_start([s:program, 'stdio'], {
  \ 'in_mode': 'lsp', 'out_mode': 'lsp',
  \ 'callback': {channel, message -> add(s:told, message.method)}})
let s:channel = job_getchannel(s:job)
let s:lines = []

" Sends a request and waits for its reply, at most ten seconds.
function s:Ask(method, params) abort
  let reply = ch_evalexpr(s:channel, {'method': a:method, 'params': a:params}, {'timeout': 10000})
  if empty(reply)
    throw 'no answer from ' . s:program . '; is it on the PATH?'
  endif
  return has_key(reply, 'result') ? reply.result : reply.error.message
endfunction

try
  call add(s:lines, 'ping: ' . json_encode(s:Ask('server.ping', {})))

  " A notification gets no reply.
  call ch_sendexpr(s:channel, {'method': '$/cancelRequest', 'params': {'id': 1}})

  let s:rows = [[3, 950], [5, 870], [8, 1020], [210, 40], [180, 65], [240, 20]]
  let s:fit = s:Ask('fit', {'model': 'shop', 'k': 2,
    \ 'data': {'fields': ['recency', 'spend'], 'rows': s:rows},
    \ '_meta': {'progressToken': 'fit'}})
  call add(s:lines, 'sizes: ' . json_encode(map(copy(s:fit.segments), 'v:val.size')))
  let s:new = {'fields': ['recency', 'spend'], 'rows': [[4, 900], [200, 50]]}
  let s:places = s:Ask('assign', {'model': 'shop', 'data': s:new})
  call add(s:lines, 'segments: ' . json_encode(s:places.segment))
  call add(s:lines, s:Ask('assign', {'model': 'nobody', 'data': s:new}))
  call add(s:lines, 'told: ' . json_encode(uniq(s:told)))
catch
  verbose echo v:exception . "\n"
  call job_stop(s:job)
  cquit
endtry
call ch_close_in(s:channel)  " the end of input ends the daemon
call setline(1, s:lines)
%print
qall!
