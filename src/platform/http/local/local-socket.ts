import type { Socket } from 'node:net';

const localSockets = new WeakSet<Socket>();

/** Marks a connection that came through the local command socket, which only the owner of the data folder can open. */
export function markLocal(socket: Socket): void {
  localSockets.add(socket);
}

/** Whether the connection came through the local command socket. Never true for TCP, whatever the headers say. */
export function isLocal(socket: Socket): boolean {
  return localSockets.has(socket);
}
