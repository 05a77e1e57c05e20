/** The program an enrollment is made in. */
export type Program = 'RPM' | 'RTM' | 'SMBP';

/** Programs of an enrollment's patient that Tally knows of but does not run: their minutes and exclusions matter. */
export type OtherProgram = string;

/** Where a time entry belongs: a program, or the code 99091 whose minutes stand apart. */
export type TimeProgram = string;
