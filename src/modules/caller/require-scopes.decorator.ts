import { SetMetadata } from '@nestjs/common';
import type { Scope } from './principal.js';

export const REQUIRED_SCOPES = 'tally:scopes';
/** `@SignedIn()` sets it on routes that are open to every signed-in user. */
export const SIGNED_IN_ROUTE = 'tally:signed-in';

/** The caller must hold all of these scopes. A route without `@RequireScopes()`, `@Public()` or another access decorator is closed. */
export const RequireScopes = (...scopes: [Scope, ...Scope[]]) => SetMetadata(REQUIRED_SCOPES, scopes);
