import { jobPrincipal, type Scope } from '../../modules/caller/principal.js';
import { CredentialsService } from '../../modules/identity/credentials/credentials.service.js';
import { Config } from '../../platform/config/config.js';
import { createLogger } from '../../platform/logging/create-logger.js';
import { startServer, type RunningServer } from '../../start-server.js';
import { ApiClient } from './api-client.js';

const DEFAULT_PORT = '3000';

/** Starts the whole server on an embedded database in `dataDir`, on port 3000 or the next free port. */
export function startDemoServer(dataDir: string): Promise<RunningServer> {
  const { PORT = DEFAULT_PORT, HOST = '127.0.0.1' } = process.env;
  const config = new Config({ TALLY_DATA_DIR: dataDir, PORT, HOST, LOG_LEVEL: 'error' });
  const logger = createLogger(config.logLevel);
  return startServer({ config, logger, schedule: false, nextFreePort: true });
}

export interface DemoCaller {
  readonly client: ApiClient;
  readonly token: string;
}

/** Issues a token for a caller of the API: a gateway if it has a source, otherwise a person. */
export async function callerOf(
  server: RunningServer,
  practiceId: string,
  holder: { readonly id: string; readonly scopes: readonly Scope[]; readonly source?: string },
): Promise<DemoCaller> {
  const { id: principalId, scopes, source = null } = holder;
  const { token } = await server.app.get(CredentialsService).issue(jobPrincipal(practiceId), {
    kind: source === null ? 'person' : 'gateway',
    principalId,
    scopes,
    source,
  });
  return { client: new ApiClient(server.baseUrl, token), token };
}
