import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { RefusedRequest } from '../../platform/errors/refused-request.js';
import type { OpenSession } from '../identity/sessions/sessions.service.js';
import type { Principal } from './principal.js';

/** A request after the guard has let it through. */
export interface AuthenticatedRequest extends RefusedRequest {
  principal?: Principal;
  /** Where the principal signed in; bearer tokens and local commands have none. */
  session?: OpenSession;
}

/** The caller, as the guard established it from the bearer token or the session. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal => {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal === undefined) throw new Error('the route has no principal: it is public');
    return principal;
  },
);
