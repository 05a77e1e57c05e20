import { z } from 'zod';

/** An RFC 9457 problem body, the shape of every error answer. Holds ids, codes and paths, never data of a person. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** One entry per fault of the input. */
  readonly errors?: readonly PathError[];
  /** The id to look for in the log. Always present on a 500. */
  readonly requestId?: string;
}

export interface PathError {
  /** The place in the input, such as `readings[3].takenAt`. Empty for the whole input. */
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
        path: z
          .string()
          .describe('the place in the input, such as `readings[3].takenAt`; empty for the whole input'),
        message: z.string(),
      }),
    )
    .exactOptional(),
  requestId: z.string().exactOptional().describe('the id to look for in the log'),
  patientId: z.string().exactOptional().describe('the patient about whom the refusal reveals something'),
};

/** The same shape for the API documentation. */
export const PROBLEM = z.strictObject(members).meta({ id: 'Problem' }) satisfies z.ZodType<Problem>;

/** A problem with further members. */
export function problemWith<T extends z.ZodRawShape>(own: T) {
  return z.strictObject({ ...members, ...own });
}
