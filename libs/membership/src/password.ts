/*
 * Passwords are kept as argon2id, m = 64 MiB, t = 3, p = 4 (AU-2): dearer than the standard's minimum and still about
 * 0.1 s. At most two at once in a process, so that a flood of sign-ins takes 128 MiB at most and waits its turn.
 */
import { hash, verify } from '@node-rs/argon2'

const AT_ONCE = 2
// The algorithm is the library's default, argon2id: its enum is ambient and cannot be named here; a test reads the hash.
const COST = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 4, outputLen: 32 }

/** A hash that no password has, of the same cost: verified when there is nobody, so that nobody takes as long (AU-5). */
export const NOBODYS_HASH = `$argon2id$v=19$m=65536,t=3,p=4$${'A'.repeat(22)}$${'A'.repeat(43)}`

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>(resolve => waiting.push(resolve))
  else running++
  try {
    return await work()
  } finally {
    // The place is handed over, not given back: nobody can slip in between.
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

/** The argon2id hash to keep. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, COST))
}

/** Whether this is the password behind the hash. */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return inTurn(() => verify(passwordHash, password))
}
