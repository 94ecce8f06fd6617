import type { TemplateRow } from './misp-object-table.ts'

const CONTACT = 'contact_information'

/** Domain objects (§4): what is said of a campaign, an organisation, a weakness is no observation. */
export const DOMAIN_TEMPLATES: Readonly<Record<string, TemplateRow>> = {
  'attack-pattern': {
    type: 'attack-pattern',
    naming: ['name'],
    fields: { summary: 'description', id: '=capec', references: '=url' },
  },
  'course-of-action': { type: 'course-of-action', naming: ['name'], fields: { description: 'description' } },
  vulnerability: {
    type: 'vulnerability',
    naming: ['id'],
    fields: { id: '=cve', description: 'description', summary: 'description', references: '=url' },
  },
  'intrusion-set': {
    type: 'intrusion-set',
    naming: ['name'],
    fields: {
      description: 'description',
      aliases: 'aliases+',
      goals: 'goals+',
      'primary-motivation': 'primary_motivation',
      resource_level: 'resource_level',
      'secondary-motivation': 'secondary_motivations+',
      first_seen: 'first_seen@',
      last_seen: 'last_seen@',
    },
  },
  malware: {
    type: 'malware',
    fixed: { is_family: false },
    naming: ['name'],
    fields: {
      description: 'description',
      alias: 'aliases+',
      malware_type: 'malware_types+',
      capability: 'capabilities+',
      architecture_execution_env: 'architecture_execution_envs+',
      implementation_language: 'implementation_languages+',
      first_seen: 'first_seen@',
      last_seen: 'last_seen@',
    },
  },
  'threat-actor': {
    type: 'threat-actor',
    naming: ['name'],
    fields: { description: 'description', aliases: 'aliases+' },
  },
  organization: {
    type: 'identity',
    fixed: { identity_class: 'organization' },
    naming: ['name'],
    fields: {
      description: 'description',
      role: 'roles+',
      address: CONTACT,
      'e-mail': CONTACT,
      'phone-number': CONTACT,
    },
  },
  'legal-entity': {
    type: 'identity',
    fixed: { identity_class: 'organization' },
    naming: ['name'],
    fields: { text: 'description', business: 'sectors+', 'phone-number': CONTACT, website: CONTACT },
  },
  'news-agency': {
    type: 'identity',
    fixed: { identity_class: 'organization' },
    naming: ['name'],
    fields: { address: CONTACT, 'e-mail': CONTACT, 'phone-number': CONTACT, link: CONTACT },
  },
  person: {
    type: 'identity',
    fixed: { identity_class: 'individual' },
    naming: ['full-name', 'first-name', 'middle-name', 'last-name'],
    fields: { text: 'description', role: 'roles+', address: CONTACT, 'e-mail': CONTACT, 'phone-number': CONTACT },
  },
  employee: {
    type: 'identity',
    fixed: { identity_class: 'individual' },
    naming: ['full-name', 'first-name', 'last-name'],
    fields: { text: 'description', 'employee-type': 'roles+', 'email-address': CONTACT },
  },
  identity: {
    type: 'identity',
    naming: ['name'],
    fields: {
      description: 'description',
      identity_class: 'identity_class',
      contact_information: CONTACT,
      sectors: 'sectors+',
      roles: 'roles+',
    },
  },
  geolocation: {
    type: 'location',
    naming: ['city', 'region', 'country', 'countrycode'],
    fields: {
      text: 'description',
      address: 'street_address',
      city: 'city',
      countrycode: 'country',
      region: 'region',
      zipcode: 'postal_code',
    },
  },
  script: { type: 'tool', naming: ['filename'], fields: { comment: 'description' } },
}
