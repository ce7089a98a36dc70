/** CheckpointStore: a place for the lines of a checkpoint. */

/** A place for one text, replaced as a whole. It comes by lines, because a long run's text may be longer than a string can be. */
export interface CheckpointStore {
  /** What it is called in sentences: the path of a file. */
  readonly name: string;
  /** The lines there, or null when there is nothing. */
  read(): Promise<readonly string[] | null>;
  /** Puts lines in the place of what was there; a reader finds the one or the other, never a part. */
  write(lines: readonly string[]): Promise<void>;
  /**
   * Takes the place for one run, until what it gives is called. Left out where nobody else can come.
   *
   * @throws DataError saying who is there already
   */
  lock?(): Promise<() => Promise<void>>;
}
