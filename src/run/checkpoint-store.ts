/** CheckpointStore: a place for the text of a checkpoint. */

/** A place for one text, replaced as a whole. */
export interface CheckpointStore {
  /** What it is called in sentences: the path of a file. */
  readonly name: string;
  /** The text there, or null when there is none. */
  read(): Promise<string | null>;
  /** Puts a text in the place of what was there; a reader finds the one or the other, never a part. */
  write(text: string): Promise<void>;
}
