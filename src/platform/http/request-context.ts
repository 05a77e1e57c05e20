import { AsyncLocalStorage } from 'node:async_hooks';

/** What belongs to one request without being passed through every signature. */
export interface RequestContext {
  readonly requestId: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

/** The id of the request being handled; null outside of one (schedules, commands). */
export function currentRequestId(): string | null {
  return requestContext.getStore()?.requestId ?? null;
}
