import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { PathError } from '../../platform/errors/problem.js';
import { PROBLEM_JSON } from '../../platform/errors/send-problem.js';

interface Answer {
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly PathError[];
  /** Members of the problem's own, such as what stands in the way. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A business answer in the shape of a problem (RFC 9457): returned by the handler, with its status set. */
export function problemAnswer(reply: FastifyReply, { status, detail, errors, more }: Answer): string {
  void reply
    .status(status)
    .header('Content-Type', PROBLEM_JSON)
    .serializer((body: unknown) => String(body));
  const title = STATUS_CODES[status] ?? 'Error';
  return JSON.stringify({ type: 'about:blank', title, status, detail, ...(errors && { errors }), ...more });
}
