import { z } from 'zod';

/** RFC 9457 problem body: the shape of every error answer. Holds ids, codes and paths, never values of a person. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** One entry for each thing wrong with the input. */
  readonly errors?: readonly PathError[];
  /** The id under which the log has more; always present on a 500. */
  readonly requestId?: string;
}

export interface PathError {
  /** Where in the input, as `readings[3].takenAt`; empty for the whole of it. */
  readonly path: string;
  readonly message: string;
}

const members = {
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().exactOptional(),
  errors: z
    .array(
      z.strictObject({
        path: z.string().describe('where in the input, as `readings[3].takenAt`; empty for the whole of it'),
        message: z.string(),
      }),
    )
    .exactOptional(),
  requestId: z.string().exactOptional().describe('under which the log has more'),
  patientId: z.string().exactOptional().describe('of whom the refusal tells something'),
};

/** The same for the API documentation. */
export const PROBLEM = z.strictObject(members).meta({ id: 'Problem' }) satisfies z.ZodType<Problem>;

/** A problem with members of its own. */
export function problemWith<T extends z.ZodRawShape>(own: T) {
  return z.strictObject({ ...members, ...own });
}
