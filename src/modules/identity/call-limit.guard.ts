import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CallCounter } from '../../platform/http/server/call-counter.js';
import type { AuthenticatedRequest } from '../caller/current-principal.decorator.js';
import { tooManyCalls } from './call-limits.js';

const CALLS_PER_MINUTE_MAX = 120;

/**
 * Limits how often one caller may call the routes that hand out access, in addition to the limits on every route. It
 * counts per caller and never guards a route that takes access away, so that nobody can stop others from revoking.
 */
@Injectable()
export class CallLimitGuard implements CanActivate {
  private readonly calls = new CallCounter(CALLS_PER_MINUTE_MAX);

  canActivate(context: ExecutionContext): boolean {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal === undefined) return false;
    const { practiceId, kind, id } = principal;
    if (kind === 'job') return true;
    const waitSeconds = this.calls.count(`${practiceId}\n${kind}\n${id}`);
    if (waitSeconds > 0) throw tooManyCalls(waitSeconds);
    return true;
  }
}
