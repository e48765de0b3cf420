-- One address may ask `rate` times a second, and `burst` times more at once. What goes beyond is
-- answered 429. (lighttpd has no setting for it; mod_magnet runs this before each request.)
local rate, burst = 50, 100

local now = lighty.c.time()
local address = lighty.r.req_attr["request.remote-addr"]

-- What each address has left. Who has not asked for as long as a burst takes to fill up again has it
-- whole, and is forgotten.
local state = _G.virt_fcgi_limit or { since = now, recent = {}, before = {} }
_G.virt_fcgi_limit = state
if now - state.since > burst / rate then
    state.since, state.recent, state.before = now, {}, state.recent
end

local account = state.recent[address] or state.before[address] or { left = burst, time = now }
state.recent[address] = account
account.left = math.min(burst, account.left + math.max(0, now - account.time) * rate)
account.time = now
if account.left < 1 then
    lighty.r.resp_header["Retry-After"] = "1"
    lighty.r.resp_header["Content-Type"] = "text/plain"
    lighty.r.resp_body.set("Too many requests from this address\n")
    return 429
end
account.left = account.left - 1
