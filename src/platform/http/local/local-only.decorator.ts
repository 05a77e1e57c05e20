import { SetMetadata } from '@nestjs/common';

export const LOCAL_ONLY_ROUTE = 'tally:local-only';

/** Opens a route only to commands on the local socket. No scope opens it to anyone else. */
export const LocalOnly = () => SetMetadata(LOCAL_ONLY_ROUTE, true);
