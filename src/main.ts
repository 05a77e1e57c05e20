import { Config, ConfigError } from './platform/config/config.js';
import { startServer } from './start-server.js';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const MENDABLE = /^(FolderInUse|MongooseServerSelectionError|MongoServerSelectionError)$/;

async function main(): Promise<void> {
  const server = await startServer({ config: new Config(process.env) });
  process.stdout.write(`Tally listens on ${server.baseUrl} (API documentation: ${server.baseUrl}/docs)\n`);
  process.on('SIGHUP', () => server.reload());
  let stopping: Promise<void> | undefined;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      stopping ??= server.close().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

/** What the person who starts it can mend gets a sentence, anything else its stack. */
function fail(error: unknown): never {
  const isMendable = error instanceof Error && (error instanceof ConfigError || MENDABLE.test(error.name));
  const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  const text = error instanceof Error ? (isMendable || inUse ? error.message : error.stack) : String(error);
  process.stderr.write(`Tally did not start or stop cleanly.\n${text}\n`);
  process.exit(1);
}

main().catch(fail);
