/** Faults in alerts to everybody, and in what is passed on without the hub. */
import { rule, type Mutant } from './mutant.ts'

export const ALERT_MUTANTS: readonly Mutant[] = [
  {
    id: 'relay-passes-anything',
    leakClass: 'L42',
    says: 'a relay passes on that there is something above a notice',
    file: 'apps/cli/src/relay.ts',
    find: `return category === 'NOTICE' && title !== undefined && summary !== undefined ? { title, text: summary } : null`,
    replace: `return { title: title ?? category ?? '-', text: summary ?? '-' }`,
    killedBy: rule('apps/cli/src/relay'),
  },
  {
    id: 'contacts-of-anybody',
    leakClass: 'L38',
    says: 'that an organisation is there is told to whoever asks for its contacts',
    file: 'libs/membership/src/contacts.ts',
    find: `if (!can(reader, 'browse', contactsSubject({ organisationId }), at)) throw notFound()`,
    replace: 'void [reader, organisationId, at]',
    killedBy: { project: 'row', path: 'libs/membership/src/contacts.service' },
  },
  {
    id: 'handovers-of-anybody',
    leakClass: 'L38',
    says: 'that an organisation is there is told to whoever asks for its hand-overs',
    file: 'libs/delivery/src/handovers.service.ts',
    find: 'assertBrowsesContacts(reader, id, at)',
    replace: 'void assertBrowsesContacts',
    killedBy: { project: 'row', path: 'libs/delivery/src/handovers.service' },
  },
  {
    id: 'handover-gives-clearance',
    leakClass: 'L40',
    says: 'a hand-over makes somebody responsible for a case that they may not see',
    file: 'libs/delivery/src/handover.repository.ts',
    find: '${person}.clearance_rank >= ${file}.required_rank',
    replace: '${person}.clearance_rank >= 0',
    killedBy: { project: 'row', path: 'libs/delivery/src/handing-over.service' },
  },
  {
    id: 'reachability-for-all',
    leakClass: 'L37',
    says: 'whoever is of government is told whom an emergency would not reach',
    file: 'libs/clearance/src/rules.ts',
    find: 'if (prepares || inspects) rules.push',
    replace: `if (tier === 'GOVERNMENT') rules.push`,
    killedBy: rule('libs/clearance/src/rules'),
  },
  {
    id: 'alert-of-any-key',
    leakClass: 'an alert is believed that the council did not sign',
    says: 'an alert whose signature does not fit is good',
    file: 'apps/cli/src/alert-text.ts',
    find: 'return verify(null, signedBytes(signed), known.publicKey, signature)',
    replace: 'return signature.length === 64',
    killedBy: rule('apps/cli/src/alert-text'),
  },
]
