import { resolve } from 'node:path';
import { ConfigError, type Config } from './config.js';

const SQLITE_READ_ONLY = 8;
const SQLITE_CANNOT_OPEN = 14;
const MONGODB_AUTHENTICATION_FAILED = 18;

/** The fields that Node, SQLite and the MongoDB driver add to their errors. */
interface StartError extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
  readonly errcode?: number;
  readonly reason?: { readonly servers?: ReadonlyMap<string, { readonly type: string }> };
}

/**
 * Turns a failure at start into a message that names the setting at fault.
 * @returns null when no setting is at fault
 */
export function settingFault(error: unknown, config: Config): ConfigError | null {
  if (error instanceof ConfigError) return error;
  if (!(error instanceof Error)) return null;
  return listenFault(error) ?? mongodbFault(error) ?? dataFolderFault(error, config);
}

function listenFault({ code, syscall, address, port, hostname }: StartError): ConfigError | null {
  if (syscall === 'getaddrinfo') return ConfigError.of('HOST', `${hostname} cannot be resolved`);
  if (syscall !== 'listen') return null;
  switch (code) {
    case 'EADDRINUSE':
      return ConfigError.of('PORT', `${port} is already in use`);
    case 'EACCES':
      return ConfigError.of('PORT', `this user may not listen on port ${port}`);
    case 'EADDRNOTAVAIL':
      return ConfigError.of('HOST', `${address} is not an address of this machine`);
    default:
      return null;
  }
}

/** Never quotes the URI, which may hold a password. */
function mongodbFault({ name, code, syscall, hostname, reason }: StartError): ConfigError | null {
  const ofMongodb = (message: string) => ConfigError.of('MONGODB_URI', message);
  if (syscall === 'querySrv' || syscall === 'queryTxt')
    return ofMongodb(`DNS has no MongoDB record for ${hostname}`);
  if (name === 'MongoParseError') return ofMongodb('is not a valid connection string');
  if (name === 'MongoServerError' && Number(code) === MONGODB_AUTHENTICATION_FAILED)
    return ofMongodb('the server refuses this user and password');
  if (!/^Mongo(ose)?ServerSelectionError$/.test(name)) return null;
  const servers = [...(reason?.servers ?? [])];
  const who = servers.some(([, { type }]) => type !== 'Unknown') ? 'no primary server' : 'nothing';
  return ofMongodb(`${who} answers at ${servers.map(([address]) => address).join(', ')}`);
}

function dataFolderFault(error: StartError, { dataDir, mongodbUri }: Config): ConfigError | null {
  const { name, message, code, errcode, path } = error;
  if (mongodbUri !== null) return null;
  if (name === 'FolderInUse') return ConfigError.of('TALLY_DATA_DIR', message);
  if (errcode === SQLITE_READ_ONLY || errcode === SQLITE_CANNOT_OPEN)
    return ConfigError.of('TALLY_DATA_DIR', `the database in ${dataDir} cannot be opened for writing`);
  if (code === undefined || path === undefined || !resolve(path).startsWith(resolve(dataDir))) return null;
  return ConfigError.of('TALLY_DATA_DIR', `${dataDir} cannot be used (${code})`);
}
