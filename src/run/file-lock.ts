/** A lock on a file: who works with it, so that two processes never do at once (Node only). */
import { randomBytes } from "node:crypto";
import { link, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import process from "node:process";
import { DataError } from "../errors/index.ts";
import { codeOf, hintFor, reasonOf } from "./write-whole.ts";

/** Who holds a lock. */
interface Owner {
  readonly pid: number;
  /** When the process began, as the system counts it: a number of a process comes again, this does not. */
  readonly began: string;
  readonly host: string;
  /** Tells the locks of one process apart. */
  readonly token: string;
}

/**
 * Takes the lock `<path>.lock`, until what it gives is called. The lock of a process that has ended is taken over. It is held by the
 * number of the process and not by a heartbeat, which a long step of computation would miss.
 *
 * @throws DataError saying which process holds it, or why it cannot be made
 */
export async function lockFile(path: string, where: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  const owner: Owner = {
    pid: process.pid,
    began: (await beginOf(process.pid)) ?? "",
    host: hostname(),
    token: randomBytes(8).toString("hex"),
  };
  for (;;) {
    if (await made(lock, owner, path, where)) break;
    const holder = await ownerOf(lock);
    if (holder === "gone") continue;
    if (holder === "unreadable") {
      throw new DataError({
        where,
        path,
        problem: `the lock ${lock} cannot be read, so its owner is unknown`,
        hint: "If no other process works with this file, remove the lock.",
      });
    }
    if (!(await hasEnded(holder))) throw heldBy(holder, path, lock, where);
    // Whoever moves it away first takes it over; the others find nothing to move.
    const away = `${lock}.${owner.token}.ended`;
    try {
      await rename(lock, away);
      const moved = await ownerOf(away);
      // Between reading and moving another process may have taken it over and put its own there: that one goes back.
      if (typeof moved === "object" && moved.token !== holder.token) await rename(away, lock);
      else await unlink(away);
    } catch (cause) {
      if (codeOf(cause) !== "ENOENT") throw cause;
    }
  }
  return async () => {
    const holder = await ownerOf(lock);
    if (typeof holder === "object" && holder.token === owner.token) await unlink(lock).catch(() => undefined);
  };
}

/**
 * Makes the lock, its owner written before it has its name, so that nobody finds it empty: false where there is one.
 *
 * @throws DataError when it cannot be made
 */
async function made(lock: string, owner: Owner, path: string, where: string): Promise<boolean> {
  const beside = `${lock}.${owner.token}`;
  try {
    await writeFile(beside, `${JSON.stringify(owner)}\n`, { flag: "wx" });
    await link(beside, lock);
    return true;
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") return false;
    throw new DataError({
      where,
      path,
      problem: `the file cannot be written (${reasonOf(cause)})`,
      hint: hintFor(codeOf(cause)),
    });
  } finally {
    await unlink(beside).catch(() => undefined);
  }
}

function heldBy({ pid, host }: Owner, path: string, lock: string, where: string): DataError {
  const here = host === hostname();
  const who = here
    ? pid === process.pid
      ? "another run of this process"
      : `the process ${pid}`
    : `the process ${pid} on ${host}`;
  return new DataError({
    where,
    path,
    problem: `${who} is saving to this file`,
    hint: here
      ? "Wait until it has ended, or name another file."
      : `Wait until it has ended, or name another file. If it has ended, remove ${lock}: from here nobody can tell.`,
  });
}

async function ownerOf(lock: string): Promise<Owner | "gone" | "unreadable"> {
  try {
    const found: unknown = JSON.parse(await readFile(lock, "utf8"));
    return isOwner(found) ? found : "unreadable";
  } catch (cause) {
    return codeOf(cause) === "ENOENT" ? "gone" : "unreadable";
  }
}

function isOwner(value: unknown): value is Owner {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "began" in value &&
    typeof value.began === "string" &&
    "host" in value &&
    typeof value.host === "string" &&
    "token" in value &&
    typeof value.token === "string"
  );
}

/** Whether the process of a lock is no more; of another machine's nobody can say. */
async function hasEnded({ pid, began, host }: Owner): Promise<boolean> {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (cause) {
    return codeOf(cause) === "ESRCH";
  }
  const now = await beginOf(pid);
  return now !== null && began !== "" && now !== began;
}

/** When a process began, in ticks since the machine did; null where the system does not tell. */
async function beginOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; the start is the twentieth field behind it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
