/**
 * The fewest that still make a difference: pieces are left out as long as it stays, halves first and single ones last, so that two of
 * two hundred are found in some thirty tries.
 *
 * @param found what all of them together make
 * @param differs what some of them make, if anything
 */
export async function shrink<One, Found>(
  all: readonly One[],
  found: Found,
  differs: (some: readonly One[]) => Promise<Found | undefined>,
): Promise<{ readonly fewest: readonly One[]; readonly found: Found }> {
  let fewest = all
  let last = found
  for (let size = Math.ceil(all.length / 2); ; size = Math.ceil(size / 2)) {
    for (let at = 0; at < fewest.length;) {
      const fewer = fewest.toSpliced(at, size)
      const still = await differs(fewer)
      if (still === undefined) at += size
      else [fewest, last] = [fewer, still]
    }
    if (size <= 1) return { fewest, found: last }
  }
}
