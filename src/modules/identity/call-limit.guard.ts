import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CallCounter } from '../../platform/http/call-counter.js';
import { tooManyCalls } from './call-limits.js';
import type { AuthenticatedRequest } from './current-principal.decorator.js';

const CALLS_PER_MINUTE_MAX = 120;

/** Bounds how often one practice may call routes that hand out access, beside the limits that every route has. */
@Injectable()
export class CallLimitGuard implements CanActivate {
  private readonly calls = new CallCounter(CALLS_PER_MINUTE_MAX);

  canActivate(context: ExecutionContext): boolean {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal === undefined) return false;
    const waitSeconds = this.calls.count(principal.practiceId);
    if (waitSeconds > 0) throw tooManyCalls(waitSeconds);
    return true;
  }
}
