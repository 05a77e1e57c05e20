/** A failure that the person at the terminal can act on. Its message holds no patient data. */
export class CliError extends Error {
  constructor(
    message: string,
    /** 1: the work could not be done; 2: the command line is wrong. */
    readonly exitStatus: 1 | 2 = 1,
  ) {
    super(message);
  }
}
