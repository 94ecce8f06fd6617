/**
 * Whether two JSON values say the same: the order of keys means nothing, the order of a list does (RFC 8259). Not
 * recursive, because the values may be foreign and deep.
 */
export function isSameJson(left: unknown, right: unknown): boolean {
  const waiting: [unknown, unknown][] = [[left, right]]
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [one, other] = pair
    if (one === other) continue
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
    if (Array.isArray(one) !== Array.isArray(other)) return false
    const mine = Object.entries(one)
    const theirs = new Map<string, unknown>(Object.entries(other))
    if (mine.length !== theirs.size || mine.some(([key]) => !theirs.has(key))) return false
    for (const [key, value] of mine) waiting.push([value, theirs.get(key)])
  }
  return true
}
