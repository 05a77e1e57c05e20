import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** Longer than any write takes, unless it waits for a sender. */
const WAIT_MS = 10_000;

/** Handlers keep running when their client disconnects. This counts them, so that the store is not closed too early. */
@Injectable()
export class RunningHandlers {
  private running = 0;
  private whenNone: (() => void) | null = null;

  get count(): number {
    return this.running;
  }

  /**
   * Counts work that outlives its handler. The handler's own promise is counted anyway. The caller deals with the
   * result.
   */
  add(work: Promise<unknown>): void {
    this.running += 1;
    work.then(this.done, this.done);
  }

  /** @returns false if some still ran after this many milliseconds */
  async none(milliseconds: number): Promise<boolean> {
    if (this.running === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, milliseconds, false)));
    const none = new Promise<boolean>((resolve) => (this.whenNone = () => resolve(true)));
    const isNone = await Promise.race([none, late]);
    clearTimeout(timer);
    return isNone;
  }

  private readonly done = (): void => {
    this.running -= 1;
    if (this.running === 0) this.whenNone?.();
  };
}

/**
 * Makes closing wait for handlers whose connection is gone, after the server itself has waited for connections. Call it
 * before any route is added, because close hooks run in reverse order.
 */
export function waitForHandlers(fastify: FastifyInstance, logger: Logger, handlers: RunningHandlers): void {
  fastify.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function (request, reply) {
      const result: unknown = handler.call(this, request, reply);
      if (result instanceof Promise) handlers.add(result);
      return result;
    };
  });
  fastify.addHook('onClose', async () => {
    if (await handlers.none(WAIT_MS)) return;
    logger.warn(
      { handlers: handlers.count },
      'requests without a client were still handled when the store was closed',
    );
  });
}
