import { Config, ConfigError } from './platform/config/config.js';
import { settingFault } from './platform/config/setting-fault.js';
import { startServer } from './start-server.js';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

async function main(): Promise<void> {
  const config = new Config(process.env);
  const server = await startServer({ config }).catch((error: unknown) => {
    throw settingFault(error, config) ?? error;
  });
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

/** A mistake in the settings is reported in a sentence, anything else with its stack. */
function fail(error: unknown): never {
  if (error instanceof ConfigError) process.stderr.write(`Tally did not start.\n${error.message}\n`);
  else {
    const text = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`Tally did not start or stop cleanly.\n${text}\n`);
  }
  process.exit(1);
}

main().catch(fail);
