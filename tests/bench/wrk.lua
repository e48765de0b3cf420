-- wrk ... http://host/ -- BEFORE AFTER COUNT
-- asks for BEFORE vm001 AFTER … BEFORE vm<COUNT> AFTER in turn, and prints one line of JSON at the end.

local requests = {}
local position = 0
local threads = 0

function setup(thread)
   thread:set("number", threads)
   threads = threads + 1
end

function init(args)
   local before, after, count = args[1], args[2], tonumber(args[3])
   for i = 1, count do
      requests[i] = wrk.format("GET", string.format("%svm%03d%s", before, i, after))
   end
   position = number * 37 % count   -- each thread begins at another domain
end

function request()
   position = position % #requests + 1
   return requests[position]
end

function done(summary, latency)
   local seconds = summary.duration / 1e6
   local errors = summary.errors
   io.write(string.format(
      '{"requests": %d, "failed": %d, "seconds": %.4f, "per_second": %.1f, "p50_us": %d, "p99_us": %d, '
         .. '"status": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d, "bytes": %.0f}\n',
      summary.requests, errors.status + errors.connect + errors.read + errors.write + errors.timeout, seconds,
      summary.requests / seconds, latency:percentile(50), latency:percentile(99),
      errors.status, errors.connect, errors.read, errors.write, errors.timeout, summary.bytes))
end
