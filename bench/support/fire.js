import autocannon from 'autocannon';

/** Posts what `nextBody` returns, from 32 connections, for `seconds`. Call it in a separate process. */
export async function fire({ url, token, seconds, nextBody }) {
  const statuses = {};
  const result = await autocannon({
    url,
    method: 'POST',
    connections: 32,
    duration: seconds,
    timeout: 30,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    requests: [{ method: 'POST', setupRequest: (request) => ({ ...request, body: nextBody() }) }],
    setupClient: (client) =>
      client.on('response', (status) => (statuses[status] = (statuses[status] ?? 0) + 1)),
  });
  const { latency, requests, errors, timeouts, duration } = result;
  return {
    requests: requests.total,
    durationSeconds: duration,
    requestsPerSecond: Math.round(requests.total / duration),
    p50Millis: latency.p50,
    p99Millis: latency.p99,
    maxMillis: latency.max,
    statuses,
    errors: errors + timeouts,
  };
}
