/** namedStore of a page: a checkpoint that the browser keeps, in an IndexedDB database of the page's origin. */
import { DataError } from "../errors/index.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";

/** The database is one for all checkpoints of an origin, each under its name. */
const database = "fluxion";
const table = "checkpoints";

/**
 * The checkpoint of a name, kept through reloads until the page's data are cleared. A write is one transaction: a reader finds
 * what was there or what is new.
 *
 * @throws DataError, from `read` and `write`, when the browser keeps nothing (a private window, no space) and says why
 */
export function namedStore(name: string): CheckpointStore {
  return {
    name,
    async read() {
      const found: unknown = await transact(name, "readonly", (texts) => texts.get(name));
      return Array.isArray(found) ? found.map(String) : typeof found === "string" ? found.split("\n") : null;
    },
    async write(lines) {
      await transact(name, "readwrite", (texts) => texts.put([...lines], name));
    },
  };
}

/** One request in a transaction of its own; resolves once the browser has committed it. */
async function transact(
  name: string,
  mode: IDBTransactionMode,
  ask: (texts: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const refuse = (reason: unknown): DataError =>
    new DataError({
      where: "checkpoint",
      path: name,
      problem: `the browser cannot keep it (${reason instanceof Error ? reason.message : String(reason)})`,
      hint: "Pass a store of your own as `file`: an object with name, read and write.",
    });
  // Typed as always there, which it is not where a page's code runs outside of a page.
  const factory = globalThis.indexedDB as IDBFactory | undefined;
  if (factory === undefined) throw refuse("there is no IndexedDB here");
  return new Promise((settle, fail) => {
    const opening = factory.open(database, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(table);
    opening.onerror = () => fail(refuse(opening.error));
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(table, mode, { durability: "strict" });
      const request = ask(transaction.objectStore(table));
      transaction.oncomplete = () => {
        opening.result.close();
        settle(request.result);
      };
      transaction.onabort = () => {
        opening.result.close();
        fail(refuse(transaction.error));
      };
    };
  });
}
