import type { Socket } from 'node:net';

const localSockets = new WeakSet<Socket>();

/** Called for each connection that came through the local command socket, which only the owner of the data folder can open. */
export function markLocal(socket: Socket): void {
  localSockets.add(socket);
}

/** Whether the connection came through the local command socket; never true for one over TCP, whatever its headers say. */
export function isLocal(socket: Socket): boolean {
  return localSockets.has(socket);
}
