-- wrk ... http://host/path/: asks for one page, and prints one line of JSON at the end.

wrk.headers["Accept"] = "application/xml"

function done(summary, latency)
   local seconds = summary.duration / 1e6
   local errors = summary.errors
   io.write(string.format('{"requests": %d, "failed": %d, "per_second": %.1f, "p50_us": %d, "p99_us": %d}\n',
      summary.requests, errors.status + errors.connect + errors.read + errors.write + errors.timeout,
      summary.requests / seconds, latency:percentile(50), latency:percentile(99)))
end
