import { SetMetadata } from '@nestjs/common';

export const LOCAL_ONLY_ROUTE = 'tally:local-only';

/** Opens a route to commands on the local socket alone, whoever else holds whatever scope. */
export const LocalOnly = () => SetMetadata(LOCAL_ONLY_ROUTE, true);
