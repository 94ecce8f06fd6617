const TOKEN = /(?:^|token=)(enrol_[gmf]_[A-Za-z0-9_-]{43})$/

/** The token of an invitation, from its link, its fragment or itself; empty when there is none. */
export const tokenIn = (text: string): string => TOKEN.exec(text.trim())?.[1] ?? ''

/** The link that a person enrols by. The token is in the fragment, which browsers send to nobody. */
export const invitationLink = (origin: string, token: string): string => `${origin}/enrol#token=${token}`
