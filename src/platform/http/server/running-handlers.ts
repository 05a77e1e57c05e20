import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** Longer than any write takes that is not waiting for a sender. */
const WAIT_MS = 10_000;

/** What handlers do goes on when their client is gone: counts them, so that the store is not closed under them. */
@Injectable()
export class RunningHandlers {
  private running = 0;
  private whenNone: (() => void) | null = null;

  get count(): number {
    return this.running;
  }

  /** What came of it is the caller's affair. A handler's own promise is counted by itself; what outlives it is not. */
  add(work: Promise<unknown>): void {
    this.running += 1;
    work.then(this.done, this.done);
  }

  /** @returns false where some still ran after so many milliseconds */
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
 * Closing waits for connections by itself; after that it waits for handlers whose connection is gone. To be called
 * before any route is added: hooks that stand before the server's own run after it.
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
