import type { MarkingDefinition } from './meta-objects.ts'
import type { StixId } from './stix-id.ts'

/** One of the fixed Traffic Light Protocol markings, with the label that people read. */
export interface TlpMarking {
  readonly version: 1 | 2
  readonly label: `TLP:${string}`
  readonly object: MarkingDefinition
}

/** The extension by which STIX 2.1 carries TLP 2.0. */
export const TLP_2_EXTENSION: StixId = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d'

function tlp1(colour: string, uuid: string): TlpMarking {
  const label = `TLP:${colour.toUpperCase()}` as const
  const object: MarkingDefinition = {
    type: 'marking-definition',
    spec_version: '2.1',
    id: `marking-definition--${uuid}`,
    created: '2017-01-20T00:00:00.000Z',
    definition_type: 'tlp',
    name: label,
    definition: { tlp: colour },
  }
  return { version: 1, label, object }
}

function tlp2(colour: string, uuid: string): TlpMarking {
  const label = `TLP:${colour.toUpperCase()}` as const
  const object: MarkingDefinition = {
    type: 'marking-definition',
    spec_version: '2.1',
    id: `marking-definition--${uuid}`,
    created: '2022-10-01T00:00:00.000Z',
    name: label,
    extensions: { [TLP_2_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: colour } },
  }
  return { version: 2, label, object }
}

/** The four markings of TLP 1 (STIX 2.1 §7.2.1.4) and the five of TLP 2.0; nobody may make others. */
export const TLP_MARKINGS: readonly TlpMarking[] = [
  tlp1('white', '613f2e26-407d-48c7-9eca-b8e91df99dc9'),
  tlp1('green', '34098fce-860f-48ae-8e50-ebd3cc5e41da'),
  tlp1('amber', 'f88d31f6-486f-44da-b317-01333bde0b82'),
  tlp1('red', '5e57c739-391a-4eb3-b6be-7d15ca92d5ed'),
  tlp2('clear', '94868c89-83c2-464b-929b-a1a8aa3c8487'),
  tlp2('green', 'bab4a63c-aed9-4cf5-a766-dfca5abac2bb'),
  tlp2('amber', '55d920b0-5e8b-4f79-9ee9-91f868d9b421'),
  tlp2('amber+strict', '939a9414-2ddd-4d32-a0cd-375ea402b003'),
  tlp2('red', 'e828b379-4e03-4974-9ac4-e53a884c97c1'),
]

const BY_ID = new Map<string, TlpMarking>(TLP_MARKINGS.map(marking => [marking.object.id, marking]))

/** The TLP marking with an id, if it is one of the nine. */
export function tlpMarkingOf(id: string): TlpMarking | undefined {
  return BY_ID.get(id)
}
