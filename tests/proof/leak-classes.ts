/**
 * The 64 ways in which systems like this one have leaked. A class is tested by every test whose title holds its tag (`[L02]`);
 * the runner counts the classes whose tests ran and passed. A class that is not built names the surfaces that do not exist yet,
 * and tests/house holds it to that: it becomes due when such a surface appears.
 */
export interface LeakClass {
  /** `L01` … `L64`. */
  readonly id: string
  /** What leaks, in a few words. */
  readonly leak: string
  /** Of a class without a surface: what is not built, and how its surfaces would be named when they are. */
  readonly notBuilt?: { readonly why: string; readonly due: RegExp }
}

export const LEAK_CLASSES: readonly LeakClass[] = []
