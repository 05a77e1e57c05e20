import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CallCounter } from '../../platform/http/server/call-counter.js';
import type { AuthenticatedRequest } from '../caller/current-principal.decorator.js';
import { tooManyCalls } from './call-limits.js';

const CALLS_PER_MINUTE_MAX = 120;

/**
 * Bounds how often one caller may call routes that hand out access, beside the limits that every route has. It counts by
 * caller and stands before no route that takes access away, so that nobody keeps others from revoking.
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
