import type { FastifyReply } from 'fastify';
import type { ProblemAnswer } from './problem-of.js';

export const PROBLEM_JSON = 'application/problem+json';

export function sendProblem(reply: FastifyReply, { problem, headers }: ProblemAnswer): void {
  // As bytes: text of a JSON media type would get a charset parameter, which the type does not have.
  void reply
    .status(problem.status)
    .headers(headers)
    .header('Content-Type', PROBLEM_JSON)
    .send(Buffer.from(JSON.stringify(problem)));
}
