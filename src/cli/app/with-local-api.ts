import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppModule } from '../../app.module.js';
import { createHttpApp, fastifyOf } from '../../app.setup.js';
import { Config, ConfigError } from '../../platform/config/config.js';
import { openKeyRing } from '../../platform/crypto/keys/open-key-ring.js';
import { FolderInUse } from '../../platform/database/embedded/store/folder-in-use.js';
import { LocalClient } from '../../platform/http/local/local-client.js';
import { serveLocally } from '../../platform/http/local/local-server.js';
import { createLogger } from '../../platform/logging/create-logger.js';
import { CliError } from '../cli-error.js';
import { LocalApi } from './local-api.js';

const LOG_LEVEL = 'error';

/**
 * Does some work over the product's own API, for one practice or, with null, for the whole store. If a server holds the data
 * folder, calls go through its local socket. Otherwise this process opens the store and serves the API to itself.
 * @throws CliError when another command holds the folder, or a setting is invalid
 */
export async function withLocalApi<T>(
  practiceId: string | null,
  work: (api: LocalApi) => Promise<T>,
): Promise<T> {
  try {
    const config = new Config(process.env);
    const running = config.mongodbUri === null ? await LocalClient.open(config.dataDir) : null;
    return running ? await work(new LocalApi(running, practiceId)) : await alone(config, practiceId, work);
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message);
    if (error instanceof FolderInUse)
      throw new CliError(`${error.message}, which does not answer commands. Try again when it has ended.`);
    throw error;
  }
}

async function alone<T>(
  config: Config,
  practiceId: string | null,
  work: (api: LocalApi) => Promise<T>,
): Promise<T> {
  const logger = createLogger(LOG_LEVEL);
  const { ring: keys, createdFile } = openKeyRing(config);
  if (createdFile !== null)
    process.stderr.write(
      `Created a new key file, ${createdFile}. Back it up: patient identifiers cannot be read without it.\n`,
    );
  const app = await createHttpApp(AppModule.forRoot({ config, logger, keys, schedule: false }), logger);
  const folder = await mkdtemp(join(tmpdir(), 'tally-cli-'));
  try {
    await app.init();
    const server = await serveLocally(fastifyOf(app), folder);
    const client = server && (await LocalClient.open(folder));
    if (!client)
      throw new CliError(`The path ${folder} is too long for a local socket. Set TMPDIR to a shorter path.`);
    try {
      return await work(new LocalApi(client, practiceId));
    } finally {
      await server.close();
    }
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}
