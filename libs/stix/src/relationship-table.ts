/**
 * Appendix B of STIX 2.1 (errata 01): which relationships the standard suggests between which types. A producer SHOULD
 * use one of them and may use any other word, so a miss is a warning. One line per source: word > targets.
 */
const TABLE: Readonly<Record<string, string>> = {
  'attack-pattern': 'delivers>malware targets>identity,location,vulnerability uses>malware,tool',
  campaign: `attributed-to>intrusion-set,threat-actor compromises>infrastructure originates-from>location
    targets>identity,location,vulnerability uses>attack-pattern,infrastructure,malware,tool`,
  'course-of-action': `investigates>indicator mitigates>attack-pattern,indicator,malware,tool,vulnerability
    remediates>malware,vulnerability`,
  'domain-name': 'resolves-to>domain-name,ipv4-addr,ipv6-addr',
  identity: 'located-at>location',
  indicator: `indicates>attack-pattern,campaign,infrastructure,intrusion-set,malware,threat-actor,tool
    based-on>observed-data`,
  infrastructure: `communicates-with>infrastructure,ipv4-addr,ipv6-addr,domain-name,url
    consists-of>infrastructure,observed-data,artifact,autonomous-system,directory,domain-name,email-addr,email-message,file,ipv4-addr,ipv6-addr,mac-addr,mutex,network-traffic,process,software,url,user-account,windows-registry-key,x509-certificate
    controls>infrastructure,malware delivers>malware has>vulnerability hosts>tool,malware located-at>location
    uses>infrastructure`,
  'intrusion-set': `attributed-to>threat-actor compromises>infrastructure hosts>infrastructure owns>infrastructure
    originates-from>location targets>identity,location,vulnerability uses>attack-pattern,infrastructure,malware,tool`,
  'ipv4-addr': 'resolves-to>mac-addr belongs-to>autonomous-system',
  'ipv6-addr': 'resolves-to>mac-addr belongs-to>autonomous-system',
  malware: `authored-by>threat-actor,intrusion-set beacons-to>infrastructure exfiltrates-to>infrastructure
    communicates-with>ipv4-addr,ipv6-addr,domain-name,url controls>malware downloads>malware,tool,file
    drops>malware,tool,file exploits>vulnerability originates-from>location
    targets>identity,infrastructure,location,vulnerability uses>attack-pattern,infrastructure,malware,tool
    variant-of>malware`,
  'malware-analysis': `characterizes>malware analysis-of>malware static-analysis-of>malware
    dynamic-analysis-of>malware`,
  'threat-actor': `attributed-to>identity compromises>infrastructure hosts>infrastructure owns>infrastructure
    impersonates>identity located-at>location targets>identity,location,vulnerability
    uses>attack-pattern,infrastructure,malware,tool`,
  tool: `delivers>malware drops>malware has>vulnerability targets>identity,infrastructure,location,vulnerability
    uses>infrastructure`,
}

const SUGGESTED = new Set(
  Object.entries(TABLE).flatMap(([source, words]) =>
    words.split(/\s+/).flatMap(entry => {
      const [word = '', targets = ''] = entry.split('>')
      return targets.split(',').map(target => `${source} ${word} ${target}`)
    }),
  ),
)

/** Whether the standard suggests this relationship (Appendix B, and §3.7 for those between any objects). */
export function isSuggestedRelationship(source: string, word: string, target: string): boolean {
  if (word === 'related-to') return true
  if (word === 'derived-from' || word === 'duplicate-of') return source === target
  return SUGGESTED.has(`${source} ${word} ${target}`)
}
