import type { Abilities } from '../api/types.ts'

/** A place in the menu; `words` is its key under `nav`. */
export interface Place {
  to: string
  words:
    | 'inbox'
    | 'editions'
    | 'lookUp'
    | 'ownContributions'
    | 'consents'
    | 'relay'
    | 'products'
    | 'duty'
    | 'drills'
    | 'reachability'
    | 'contacts'
    | 'cases'
    | 'store'
    | 'imports'
    | 'extraction'
    | 'sources'
    | 'contributions'
    | 'alerts'
    | 'afterReviews'
    | 'inspection'
    | 'circles'
    | 'organisations'
    | 'account'
}

/**
 * The places that somebody with these abilities can use, the most used first.
 * @param relays whether they coordinate a body that passes on
 */
export function placesFor(abilities: Abilities, relays = false): Place[] {
  const places: (Place | false)[] = [
    { to: '/', words: 'inbox' },
    { to: '/editions', words: 'editions' },
    { to: '/look-up', words: 'lookUp' },
    (abilities.draft || abilities.release) && { to: '/products', words: 'products' },
    (abilities.draft || abilities.release || abilities.administer) && { to: '/duty', words: 'duty' },
    (abilities.draft || abilities.release) && { to: '/drills', words: 'drills' },
    (abilities.draft || abilities.release || abilities.administer || abilities.inspect) && {
      to: '/reachability',
      words: 'reachability',
    },
    (abilities.draft || abilities.release) && { to: '/cases', words: 'cases' },
    (abilities.draft || abilities.release) && { to: '/alerts', words: 'alerts' },
    (abilities.draft || abilities.release || abilities.inspect) && { to: '/after-reviews', words: 'afterReviews' },
    abilities.useStore && { to: '/store', words: 'store' },
    abilities.useStore && { to: '/imports', words: 'imports' },
    abilities.useStore && { to: '/extraction', words: 'extraction' },
    (abilities.useStore || abilities.administer) && { to: '/sources', words: 'sources' },
    abilities.useStore && { to: '/contributions', words: 'contributions' },
    abilities.inspect && { to: '/inspection', words: 'inspection' },
    (abilities.draft || abilities.release || abilities.administer || abilities.inspect) && {
      to: '/circles',
      words: 'circles',
    },
    abilities.administer && { to: '/organisations', words: 'organisations' },
    relays && { to: '/relay', words: 'relay' },
    { to: '/own-contributions', words: 'ownContributions' },
    { to: '/consents', words: 'consents' },
    { to: '/contacts', words: 'contacts' },
    { to: '/account', words: 'account' },
  ]
  return places.filter(place => place !== false)
}
