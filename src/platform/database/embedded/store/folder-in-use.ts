/** Another process (or another connection of this one) holds the data folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';

  constructor(
    readonly folder: string,
    readonly pid: number | null,
  ) {
    super(`The data folder ${folder} is in use by ${pid === null ? 'another process' : `process ${pid}`}`);
  }
}
