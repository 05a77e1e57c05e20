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
