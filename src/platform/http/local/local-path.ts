import { join, relative, resolve } from 'node:path';

const SOCKET_NAME = 'tally.sock';
/** The kernel keeps at most 108 bytes of a socket's path, a closing zero included. */
const PATH_BYTES_MAX = 107;

/** Where the process that holds a data folder listens for local commands; null when the path is too long for a socket. */
export function localSocketPath(dataDir: string): string | null {
  const full = resolve(dataDir, SOCKET_NAME);
  if (Buffer.byteLength(full) <= PATH_BYTES_MAX) return full;
  const short = join(relative(process.cwd(), resolve(dataDir)) || '.', SOCKET_NAME);
  return Buffer.byteLength(short) <= PATH_BYTES_MAX ? short : null;
}
