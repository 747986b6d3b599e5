-- Asks segmentd from Neovim: one request is one line of JSON, and so is its reply.
--
-- Run:   nvim --headless --clean -c "luafile segment.lua" -c qall
-- Needs: Neovim 0.7 or later; segmentd on the PATH, or SEGMENTD names it.

local replies, rest = {}, ""
local daemon = vim.fn.jobstart({ os.getenv("SEGMENTD") or "segmentd", "stdio" }, {
  on_stdout = function(_, parts)
    -- Lines come in pieces: the first goes on where the last ended.
    parts[1] = rest .. parts[1]
    rest = table.remove(parts)
    for _, line in ipairs(parts) do
      local reply = vim.fn.json_decode(line)
      replies[reply.id] = reply
    end
  end,
})

local count = 0
local function ask(method, params)
  count = count + 1
  local id = count
  local request = { jsonrpc = "2.0", id = id, method = method, params = params }
  vim.fn.chansend(daemon, vim.fn.json_encode(request) .. "\n")
  assert(vim.wait(10000, function() return replies[id] ~= nil end, 5), "segmentd did not answer")
  local reply = replies[id]
  return reply.result, reply.error
end

local fields = { "recency", "spend" }
local rows = { { 3, 950 }, { 5, 870 }, { 8, 1020 }, { 210, 40 }, { 180, 65 }, { 240, 20 } }
local fit = ask("fit", { model = "shop", k = 2, data = { fields = fields, rows = rows } })
for _, segment in ipairs(fit.segments) do
  io.write(("%d %s: %d customers\n"):format(segment.id, segment.name, segment.size))
end
local new = { fields = fields, rows = { { 4, 900 }, { 200, 50 } } }
local assigned = ask("assign", { model = "shop", data = new })
io.write("new customers: " .. table.concat(assigned.segment, " ") .. "\n")
local _, failure = ask("assign", { model = "nobody", data = new })
io.write(failure.message .. "\n")
vim.fn.chanclose(daemon, "stdin")
vim.fn.jobwait({ daemon }, 2000)
