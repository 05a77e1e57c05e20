import { Config, ConfigError } from './platform/config/config.js';
import { startServer } from './start-server.js';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

async function main(): Promise<void> {
  const server = await startServer({ config: new Config(process.env) });
  process.stdout.write(`Tally listens on ${server.baseUrl} (API documentation: ${server.baseUrl}/docs)\n`);
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

function fail(error: unknown): never {
  const text =
    error instanceof ConfigError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`Tally did not start or stop cleanly.\n${text}\n`);
  process.exit(1);
}

main().catch(fail);
