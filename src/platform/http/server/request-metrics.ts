import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** One value, or one per value of the label. */
type GaugeReading = number | ReadonlyMap<string, number>;

/** The process's metrics for Prometheus. Labels are routes and codes, never ids. */
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
      // Filled on reading, because the counter's own bookkeeping is too slow to run on every request.
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

  /**
   * Adds a figure that is read on request, by the values of one label if it has one. If reading fails, the value is NaN, or
   * has no label values, so that the other figures are still answered.
   */
  gauge(
    { name, help, label }: { readonly name: string; readonly help: string; readonly label?: string },
    read: () => GaugeReading | Promise<GaugeReading>,
  ): void {
    const { registry } = this;
    new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [registry],
      async collect() {
        this.reset();
        try {
          const value = await read();
          if (typeof value === 'number') this.set(value);
          else for (const [key, each] of value) this.set({ [label ?? '']: key }, each);
        } catch {
          if (label === undefined) this.set(Number.NaN);
        }
      },
    });
  }

  /** In the text exposition format of Prometheus. */
  exposition(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}
