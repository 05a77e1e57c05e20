import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { AuthenticatedRequest } from '../../caller/current-principal.decorator.js';
import { SIGNED_IN_ROUTE } from '../../caller/require-scopes.decorator.js';
import type { OpenSession } from './sessions.service.js';

/** Opens a route to every signed-in user, whatever the roles, but not to bearer tokens. */
export const SignedIn = () => SetMetadata(SIGNED_IN_ROUTE, true);

/** A request whose caller may have signed in. Requests with a token or from a local command have no session. */
export interface SessionRequest extends AuthenticatedRequest {
  session?: OpenSession;
}

/** The session that the request came with. */
export const CurrentSession = createParamDecorator(
  (_data: unknown, context: ExecutionContext): OpenSession => {
    const { session } = context.switchToHttp().getRequest<SessionRequest>();
    if (session === undefined) throw new Error('the route has no session: it lacks @SignedIn()');
    return session;
  },
);
