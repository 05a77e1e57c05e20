import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { isLocal } from '../../../platform/http/local/local-socket.js';
import type { CallOrigin } from '../../caller/request-principal.js';
import type { RequestContext } from './sign-in.service.js';

const AGENT_CHARACTERS_MAX = 200;
const HALF_OF_IPV6 = 4;
const ADDRESS_MAX = 64;
const UNKNOWN = 'unknown';

/**
 * Where a request comes from.
 * @param proxyHops how many of the practice's own proxies are in front of the server. Each adds one entry to
 *   X-Forwarded-For. Entries before those were written by the caller and are not trusted.
 */
export function contextOf(request: FastifyRequest, proxyHops: number): RequestContext {
  const agent = request.headers['user-agent'];
  return {
    address: networkAddressOf(request, proxyHops),
    agent: agent?.replace(/[\x00-\x1f\x7f]/g, '').slice(0, AGENT_CHARACTERS_MAX) ?? null,
    requestId: request.id,
    origin: callOriginOf(request, proxyHops),
  };
}

/** Like {@link contextOf}, but with the full address, for the audit log. Call it while the connection is open. */
export function callOriginOf(request: FastifyRequest, proxyHops: number): CallOrigin {
  const address = isLocal(request.raw.socket) ? 'local' : addressOf(request, proxyHops);
  return {
    address: address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address.slice(0, ADDRESS_MAX),
    agent: request.headers['user-agent'] ?? null,
  };
}

/** The caller's address, or its network if IPv6. For `proxyHops` see {@link contextOf}. */
export function networkAddressOf(request: FastifyRequest, proxyHops: number): string {
  return networkOf(addressOf(request, proxyHops));
}

function addressOf(request: FastifyRequest, proxyHops: number): string {
  const direct = request.socket.remoteAddress ?? UNKNOWN;
  if (proxyHops === 0) return direct;
  const header = request.headers['x-forwarded-for'];
  const entries = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
  return entries.at(-proxyHops)?.trim() || direct;
}

/** An IPv6 subscriber can use a whole /64 network, so it counts as one address. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address.slice(0, ADDRESS_MAX);
  const [head = '', tail] = plain.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...middle, ...right].slice(0, HALF_OF_IPV6);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
