/** ModuleCache: keeps what was made for the keys used last. */

export class ModuleCache<T> {
  readonly #capacity: number;
  /** From the key used longest ago to the one used last. */
  readonly #entries = new Map<string, T>();
  #made = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many values have been made, that is how often a key was not found. */
  get made(): number {
    return this.#made;
  }

  /** How many values are kept. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value for a key, made when it is not there. */
  get(key: string, make: () => T): T {
    let value = this.#entries.get(key);
    if (value === undefined) {
      value = make();
      this.#made++;
    } else this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#capacity) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest!);
    }
    return value;
  }
}
