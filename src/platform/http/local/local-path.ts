import { join, relative, resolve } from 'node:path';

const SOCKET_NAME = 'tally.sock';
/** The kernel allows at most 108 bytes for a socket's path, including a final zero byte. */
const PATH_BYTES_MAX = 107;

/**
 * The socket on which the process that holds a data folder listens for commands; null when the path is too long for a
 * socket.
 */
export function localSocketPath(dataDir: string): string | null {
  const full = resolve(dataDir, SOCKET_NAME);
  if (Buffer.byteLength(full) <= PATH_BYTES_MAX) return full;
  const short = join(relative(process.cwd(), resolve(dataDir)) || '.', SOCKET_NAME);
  return Buffer.byteLength(short) <= PATH_BYTES_MAX ? short : null;
}
