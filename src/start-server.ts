import { Server as HttpsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { baseUrlOf, createHttpApp, fastifyOf } from './app.setup.js';
import type { Clock } from './platform/clock/clock.js';
import { isPlainOnNetwork, type Config } from './platform/config/config.js';
import { KeyFileService } from './platform/crypto/keys/key-file.service.js';
import { openKeyRing } from './platform/crypto/keys/open-key-ring.js';
import { serveLocally, type LocalServer } from './platform/http/local/local-server.js';
import { Draining } from './platform/http/server/draining.js';
import { readTlsFiles } from './platform/http/server/tls-files.js';
import { createLogger } from './platform/logging/create-logger.js';

const PORTS_TRIED_MAX = 100;

export interface ServerOptions {
  readonly config: Config;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly schedule?: boolean;
  /** Uses the next free port when the configured one is in use. */
  readonly nextFreePort?: boolean;
}

export interface RunningServer {
  readonly app: NestFastifyApplication;
  /** The address that it listens on, for example `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  /** Rereads the key file and the certificate. If one cannot be used, that is logged and the old one stays in use. */
  reload(): void;
  /**
   * Reports that it is not ready, waits for the configured time, finishes the running requests, then closes the store.
   */
  close(): Promise<void>;
}

/** Starts the whole product on one HTTP port, and on a local socket in an embedded data folder. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config } = options;
  const logger = options.logger ?? createLogger(config.logLevel);
  const { ring: keys, createdFile } = openKeyRing(config);
  if (createdFile !== null) {
    logger.info(
      { file: createdFile },
      'created a new key file. Back it up: without it the identifiers in the store cannot be read',
    );
  }
  const tls = config.tls && readTlsFiles(config.tls);
  const app = await createHttpApp(AppModule.forRoot({ ...options, logger, keys }), logger, tls);
  let local: LocalServer | null = null;
  let isListening = false;
  const close = async () => {
    app.get(Draining).begin();
    // A load balancer sees that this server is not ready and sends requests elsewhere.
    if (isListening) await sleep(config.drainSeconds * 1000);
    await local?.close();
    await app.close();
  };
  try {
    await app.init();
    local = config.mongodbUri === null ? await serveLocally(fastifyOf(app), config.dataDir) : null;
    if (config.mongodbUri === null && local === null) {
      logger.warn(
        'the path of the data folder is too long for a local socket, so commands cannot reach this server',
      );
    }
    await listen(app, config, options.nextFreePort ?? false);
    isListening = true;
    if (isPlainOnNetwork(config))
      logger.warn(
        'plain HTTP on a network: others can read patient data and sessions in transit. Set TALLY_TLS_CERT_FILE and TALLY_TLS_KEY_FILE, or terminate TLS in front of the server and set TALLY_PUBLIC_URL',
      );
    return { app, baseUrl: baseUrlOf(app), reload: () => reload(app, config, logger), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function reload(app: NestFastifyApplication, config: Config, logger: Logger): void {
  try {
    const { server } = fastifyOf(app);
    app.get(KeyFileService).reload();
    if (config.tls !== null && server instanceof HttpsServer)
      server.setSecureContext(readTlsFiles(config.tls));
  } catch (error) {
    logger.error({ err: error }, 'could not load the new certificate; the old one stays in use');
  }
}

async function listen(app: NestFastifyApplication, config: Config, nextFreePort: boolean): Promise<void> {
  for (let tried = 0; ; tried += 1) {
    try {
      await app.listen({ port: config.port + tried, host: config.host });
      return;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || !nextFreePort || tried >= PORTS_TRIED_MAX) throw error;
    }
  }
}
