import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Registry } from 'prom-client';

/** Counts of the process for Prometheus. Labels are routes and codes, never ids. */
@Injectable()
export class RequestMetrics {
  private readonly registry = new Registry();
  private readonly tallies = new Map<string, { labels: Record<string, string>; count: number }>();

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'tally_' });
    const { tallies } = this;
    new Counter({
      name: 'tally_http_requests_total',
      help: 'Answered requests by method, route and status.',
      labelNames: ['method', 'route', 'status'],
      registers: [this.registry],
      // Filled when it is read: the counter's own bookkeeping costs more than a request should pay.
      collect() {
        this.reset();
        for (const { labels, count } of tallies.values()) this.inc(labels, count);
      },
    });
  }

  count(method: string, route: string | undefined, statusCode: number): void {
    const key = `${method} ${route} ${statusCode}`;
    const tally = this.tallies.get(key);
    if (tally !== undefined) tally.count += 1;
    else {
      const labels = { method, route: route ?? 'none', status: String(statusCode) };
      this.tallies.set(key, { labels, count: 1 });
    }
  }

  /** The text exposition format of Prometheus. */
  exposition(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}
