import type { FastifyReply } from 'fastify';
import type { ProblemAnswer } from './problem-of.js';

export const PROBLEM_JSON = 'application/problem+json';
const TOO_LARGE = 413;
/** How much of a refused body is read and discarded. A sender of more is cut off. */
const DROPPED_BYTES_MAX = 64 * 1024 * 1024;

export function sendProblem(reply: FastifyReply, { problem, headers }: ProblemAnswer): void {
  // A sender that is cut off while sending never reads the reason. So the connection stays open and drains the rest.
  const bytesToCome = Number(reply.request.headers['content-length']);
  if (problem.status === TOO_LARGE && bytesToCome <= DROPPED_BYTES_MAX) reply.removeHeader('Connection');
  // Sent as bytes: for text, a charset parameter would be added, which this media type does not have.
  void reply
    .status(problem.status)
    .headers(headers)
    .header('Content-Type', PROBLEM_JSON)
    .send(Buffer.from(JSON.stringify(problem)));
}
