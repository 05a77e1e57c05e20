import { SetMetadata } from '@nestjs/common';

export const PUBLIC_ROUTE = 'tally:public';

/** Opens a route to callers without a token: health and documentation only. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);
