import { SetMetadata } from '@nestjs/common';
import type { Scope } from './principal.js';

export const REQUIRED_SCOPES = 'tally:scopes';
/** Set on routes for everybody who is signed in; `@SignedIn()` sets it. */
export const SIGNED_IN_ROUTE = 'tally:signed-in';

/** The scopes that a caller must all hold. A route with neither this nor `@Public()` is closed to everybody. */
export const RequireScopes = (...scopes: [Scope, ...Scope[]]) => SetMetadata(REQUIRED_SCOPES, scopes);
