import { performance } from 'node:perf_hooks';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from '../../platform/errors/problem-error.js';
import type { AuthenticatedRequest } from './current-principal.decorator.js';

const WINDOW_MILLIS = 60_000;
const CALLS_PER_WINDOW_MAX = 120;

/** Bounds how often one practice may call routes that hand out access. Stands on those alone: readings have no such limit. */
@Injectable()
export class CallLimitGuard implements CanActivate {
  /** Calls of the present window by practice. */
  private readonly calls = new Map<string, number>();
  private windowStartMillis = performance.now();

  canActivate(context: ExecutionContext): boolean {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal === undefined) return false;
    const nowMillis = performance.now();
    if (nowMillis - this.windowStartMillis >= WINDOW_MILLIS) {
      this.calls.clear();
      this.windowStartMillis = nowMillis;
    }
    const calls = (this.calls.get(principal.practiceId) ?? 0) + 1;
    this.calls.set(principal.practiceId, calls);
    if (calls <= CALLS_PER_WINDOW_MAX) return true;
    const waitSeconds = Math.ceil((this.windowStartMillis + WINDOW_MILLIS - nowMillis) / 1000);
    throw new ProblemError(429, 'Too many calls; wait a little.', [], { 'Retry-After': String(waitSeconds) });
  }
}
