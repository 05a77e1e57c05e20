import { SetMetadata } from '@nestjs/common';
import type { Scope } from './principal.js';

export const REQUIRED_SCOPES = 'tally:scopes';

/** The scopes that a caller must all hold. A route with neither this nor `@Public()` is closed to everybody. */
export const RequireScopes = (...scopes: [Scope, ...Scope[]]) => SetMetadata(REQUIRED_SCOPES, scopes);
