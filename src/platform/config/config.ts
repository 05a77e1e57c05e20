import { z } from 'zod';

const flag = z.enum(['on', 'off']).transform((value) => value === 'on');
const blankAsMissing = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankAsMissing, schema);

/** Origins separated by commas or blanks, each as a browser writes it: `https://app.example.org`. */
function originsOf(text: string, context: z.RefinementCtx): readonly string[] {
  const origins = text.split(/[\s,]+/).filter((part) => part !== '');
  const isOrigin = (part: string) => URL.canParse(part) && new URL(part).origin === part;
  if (!origins.every((part) => /^https?:/.test(part) && isOrigin(part)))
    context.addIssue({ code: 'custom', message: 'must list origins such as https://app.example.org' });
  return origins;
}

/** Where the server's certificate, with those between it and the root, and its key lie, both in PEM. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

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
      .refine(({ pathname, search }) => pathname === '/' && search === '', 'must name no path')
      .optional(),
  ),
  TALLY_PROXY_HOPS: optional(z.coerce.number().int().min(0).max(10).default(0)),
  TALLY_ALLOWED_ORIGINS: optional(z.string().default('').transform(originsOf)),
  TALLY_TLS_CERT_FILE: optional(z.string().optional()),
  TALLY_TLS_KEY_FILE: optional(z.string().optional()),
  PORT: optional(z.coerce.number().int().min(0).max(65_535).default(3000)),
  HOST: optional(z.string().default('127.0.0.1')),
  LOG_LEVEL: optional(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info')),
  TALLY_GRACE_DAYS: optional(z.coerce.number().int().min(0).max(365).default(3)),
  TALLY_SCHEDULE: optional(flag.default(true)),
  TALLY_CALLS_PER_MINUTE: optional(z.coerce.number().int().min(0).max(1_000_000).default(6000)),
  TALLY_METRICS_TOKEN: optional(z.string().min(16, 'must have 16 characters at least').optional()),
  TALLY_DRAIN_SECONDS: optional(z.coerce.number().int().min(0).max(300).default(0)),
});

/** The settings of one process, parsed once from the environment. */
export class Config {
  /** The folder of the embedded database, the key file and the local socket. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly mongodbUri: string | null;
  readonly keyFile: string | null;
  readonly port: number;
  /** The address to listen on; only this machine by default. */
  readonly host: string;
  readonly logLevel: string;
  /** Where browsers reach the product; https makes session cookies secure. Null: as the request says. */
  readonly publicUrl: URL | null;
  /** Pages of these origins may call with a bearer token; pages of others never. */
  readonly allowedOrigins: readonly string[];
  /** Null: plain HTTP, for this machine or behind a proxy that ends TLS. */
  readonly tls: TlsFiles | null;
  /** How many proxies stand in front, each adding to X-Forwarded-For; 0 believes no such header. */
  readonly proxyHops: number;
  /** Days after the end of a period before it closes, where the practice sets none. */
  readonly graceDays: number;
  /** Whether this process runs the hourly closing. */
  readonly schedule: boolean;
  /** Calls one person may make in a minute, a gateway a hundred times as many; 0: no limit. */
  readonly callsPerMinute: number;
  /** Opens `/metrics` over HTTP; null: only the local socket may read it. */
  readonly metricsToken: string | null;
  /** How long a server that is told to stop goes on answering while it says that it is not ready. */
  readonly drainSeconds: number;

  /** @throws ConfigError naming each variable that is wrong */
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

/** Whether what is sent may pass a network without TLS, as far as the settings say: neither by the server nor in front of it. */
export function isPlainOnNetwork({ host, tls, publicUrl }: Config): boolean {
  const isOwnMachine = /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
  return !isOwnMachine && tls === null && publicUrl?.protocol !== 'https:';
}

function tlsOf(certFile: string | undefined, keyFile: string | undefined): TlsFiles | null {
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  if (certFile === undefined && keyFile === undefined) return null;
  const missing = certFile === undefined ? 'TALLY_TLS_CERT_FILE' : 'TALLY_TLS_KEY_FILE';
  throw ConfigError.of(missing, 'is needed beside the other of the two');
}

/** The environment holds a setting that cannot be used; the values stay out of the message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  static of(variable: string, message: string): ConfigError {
    return new ConfigError([{ path: [variable], message }]);
  }

  constructor(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
    super(issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`).join('\n'));
  }
}
