import { z } from 'zod';

const flag = z.enum(['on', 'off'], 'must be on or off').transform((value) => value === 'on');
const blankAsMissing = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankAsMissing, schema);

function wholeNumber(min: number, max: number, fallback: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return optional(
    z.coerce.number(message).int(message).min(min, message).max(max, message).default(fallback),
  );
}

/** Origins separated by commas or spaces, each as a browser writes it: `https://app.example.org`. */
function originsOf(text: string, context: z.RefinementCtx): readonly string[] {
  const origins = text.split(/[\s,]+/).filter((part) => part !== '');
  const isOrigin = (part: string) => URL.canParse(part) && new URL(part).origin === part;
  if (!origins.every((part) => /^https?:/.test(part) && isOrigin(part)))
    context.addIssue({ code: 'custom', message: 'must list origins such as https://app.example.org' });
  return origins;
}

/** The files of the server's certificate chain and key, both in PEM. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const environmentSchema = z.object({
  TALLY_DATA_DIR: optional(z.string().default('./data')),
  MONGODB_URI: optional(
    z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://')
      .optional(),
  ),
  TALLY_KEY_FILE: optional(z.string().optional()),
  TALLY_PUBLIC_URL: optional(
    z
      .url({ protocol: /^https?$/, error: 'must be an address such as https://tally.example.org' })
      .transform((text) => new URL(text))
      .refine(({ pathname, search }) => pathname === '/' && search === '', 'must not have a path')
      .optional(),
  ),
  TALLY_PROXY_HOPS: wholeNumber(0, 10, 0),
  TALLY_ALLOWED_ORIGINS: optional(z.string().default('').transform(originsOf)),
  TALLY_TLS_CERT_FILE: optional(z.string().optional()),
  TALLY_TLS_KEY_FILE: optional(z.string().optional()),
  PORT: wholeNumber(0, 65_535, 3000),
  HOST: optional(z.string().default('127.0.0.1')),
  LOG_LEVEL: optional(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info')),
  TALLY_GRACE_DAYS: wholeNumber(0, 365, 3),
  TALLY_SCHEDULE: optional(flag.default(true)),
  TALLY_CALLS_PER_MINUTE: wholeNumber(0, 1_000_000, 6000),
  TALLY_METRICS_TOKEN: optional(z.string().min(16, 'must have at least 16 characters').optional()),
  TALLY_DRAIN_SECONDS: wholeNumber(0, 300, 0),
});

/** The settings of one process, parsed once from the environment. */
export class Config {
  /** The folder of the embedded database, the key file and the local socket. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly mongodbUri: string | null;
  readonly keyFile: string | null;
  readonly port: number;
  /** The address to listen on. By default only this machine can connect. */
  readonly host: string;
  readonly logLevel: string;
  /** Where browsers reach the product. With https, session cookies are secure. Null: as each request says. */
  readonly publicUrl: URL | null;
  /** Only pages of these origins may call with a bearer token. */
  readonly allowedOrigins: readonly string[];
  /** Null: plain HTTP, for use on this machine or behind a proxy that terminates TLS. */
  readonly tls: TlsFiles | null;
  /** How many proxies are in front of the server, each adding to X-Forwarded-For. With 0, that header is ignored. */
  readonly proxyHops: number;
  /** Days between the end of a period and its closing, for practices that do not set their own. */
  readonly graceDays: number;
  /** Whether this process runs the hourly closing. */
  readonly schedule: boolean;
  /** Calls that one person may make in a minute; a gateway may make a hundred times as many. 0: no limit. */
  readonly callsPerMinute: number;
  /** Allows reading `/metrics` over HTTP; null: only the local socket may read it. */
  readonly metricsToken: string | null;
  /** How long a stopping server keeps answering requests while it reports that it is not ready. */
  readonly drainSeconds: number;

  /** @throws ConfigError that names each invalid variable */
  constructor(environment: Readonly<Record<string, string | undefined>>) {
    const result = environmentSchema.safeParse(environment);
    if (!result.success) throw new ConfigError(result.error.issues);
    const values = result.data;
    this.dataDir = values.TALLY_DATA_DIR;
    this.mongodbUri = values.MONGODB_URI ?? null;
    this.keyFile = values.TALLY_KEY_FILE ?? null;
    this.port = values.PORT;
    this.host = values.HOST;
    this.logLevel = values.LOG_LEVEL;
    this.publicUrl = values.TALLY_PUBLIC_URL ?? null;
    this.allowedOrigins = values.TALLY_ALLOWED_ORIGINS;
    this.tls = tlsOf(values.TALLY_TLS_CERT_FILE, values.TALLY_TLS_KEY_FILE);
    this.proxyHops = values.TALLY_PROXY_HOPS;
    this.graceDays = values.TALLY_GRACE_DAYS;
    this.schedule = values.TALLY_SCHEDULE;
    this.callsPerMinute = values.TALLY_CALLS_PER_MINUTE;
    this.metricsToken = values.TALLY_METRICS_TOKEN ?? null;
    this.drainSeconds = values.TALLY_DRAIN_SECONDS;
  }
}

/** Whether the settings allow unencrypted traffic on a network: no TLS by the server, and none in front of it. */
export function isPlainOnNetwork({ host, tls, publicUrl }: Config): boolean {
  const isOwnMachine = /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
  return !isOwnMachine && tls === null && publicUrl?.protocol !== 'https:';
}

function tlsOf(certFile: string | undefined, keyFile: string | undefined): TlsFiles | null {
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  if (certFile === undefined && keyFile === undefined) return null;
  const missing = certFile === undefined ? 'TALLY_TLS_CERT_FILE' : 'TALLY_TLS_KEY_FILE';
  const given = certFile === undefined ? 'TALLY_TLS_KEY_FILE' : 'TALLY_TLS_CERT_FILE';
  throw ConfigError.of(missing, `must be set together with ${given}`);
}

/**
 * A setting is invalid. The message names the variable and never quotes a value from the environment that may be
 * secret.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  static of(variable: string, message: string): ConfigError {
    return new ConfigError([{ path: [variable], message }]);
  }

  constructor(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
    const lines = issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
    super([...new Set(lines)].join('\n'));
  }
}
