import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { RefusedRequest } from '../../platform/errors/refused-request.js';
import type { Principal } from './principal.js';

/** A request that the access guard admitted. */
export interface AuthenticatedRequest extends RefusedRequest {
  principal?: Principal;
}

/** The caller, as the access guard identified it. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal => {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal === undefined) throw new Error('a public route has no principal');
    return principal;
  },
);
