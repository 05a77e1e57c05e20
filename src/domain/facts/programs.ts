/** The program an enrollment is made in. */
export type Program = 'RPM' | 'RTM' | 'SMBP';

/** Another program of the patient, which Tally knows but does not run. Its minutes and exclusions matter. */
export type OtherProgram = string;

/** Where a time entry belongs: a program, or the code 99091, whose minutes are separate. */
export type TimeProgram = string;
