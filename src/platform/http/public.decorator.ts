import { SetMetadata } from '@nestjs/common';

export const PUBLIC_ROUTE = 'tally:public';

/** Opens a route to callers without a token or session. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);
