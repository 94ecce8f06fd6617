import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, startTestHub, type TestHub } from '../support/hub.ts'
import { refusalOf } from './answers.ts'
import { draft, giveBack, personIdOf, releaseOnly, revise, settled, submit } from './steps.ts'

const notice = (title: string, more: object = {}) => productOf(title, [{ title, ...more }])

describe('a product', () => {
  let hub: TestHub
  let analyst: Actor
  let colleague: Actor
  let officer: Actor
  let otherOfficer: Actor

  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    colleague = hub.as('analyst-2')
    officer = hub.as('officer-1')
    otherOfficer = hub.as('officer-2')
    await analyst.importBundle(newImportId(), await readFile(new URL('../data/stix/poisonivy.json', import.meta.url)))
  }, 60_000)
  afterAll(() => hub.stop())

  describe('in work', () => {
    it.each([
      [false, false, false, 'NOTICE'],
      [true, false, false, 'PROVISION'],
      [false, true, false, 'COMPREHENSIVE'],
      [false, false, true, 'COMPREHENSIVE'],
      [true, true, false, 'COMPREHENSIVE'],
      [true, false, true, 'COMPREHENSIVE'],
      [false, true, true, 'COMPREHENSIVE'],
      [true, true, true, 'COMPREHENSIVE'],
    ])('with secret=%s, communications=%s, person=%s comes out as %s', async (secret, commInfo, person, category) => {
      const drafted = await draft(analyst, productOf('flags', [{ title: 'flags', secret, commInfo, person }]))
      expect(drafted.editions).toEqual([
        {
          category,
          containsSecret: secret,
          containsCommInfo: commInfo,
          identifiesPerson: person,
          requiredRank: category === 'NOTICE' ? 0 : 1,
        },
      ])
    })

    it('takes the highest of its fragments, whichever comes first', async () => {
      const product = productOf('join', [{ title: 'join' }])
      const [edition] = product.editions
      const [fragment] = edition.fragments
      for (const fragments of [
        [fragment, { ...fragment, containsSecret: true }],
        [{ ...fragment, containsCommInfo: true }, fragment],
      ]) {
        const drafted = await draft(analyst, { ...product, editions: [{ ...edition, fragments }] })
        expect(drafted.editions[0].category).not.toBe('NOTICE')
      }
    })

    it.each([
      [
        'two editions of one category',
        productOf('x', [
          { title: 'a', secret: true },
          { title: 'b', secret: true },
        ]),
        'DUPLICATE_CATEGORY',
        'editions[1]',
      ],
      [
        'a public edition above NOTICE',
        productOf('x', [{ title: 'a', secret: true, audience: { everyone: true, toPublic: true } }]),
        'PUBLIC_ABOVE_NOTICE',
        'editions[0].audience.toPublic',
      ],
      [
        'an unknown object',
        productOf('x', [
          { title: 'a' },
          { title: 'b', secret: true, stixIds: ['indicator--00000000-0000-4000-8000-000000000000'] },
        ]),
        'UNKNOWN_OBJECT',
        'editions[1].fragments[1].stixIds',
      ],
      [
        'an originator without consent',
        {
          ...productOf('x', [{ title: 'a' }]),
          editions: [
            {
              ...productOf('x', [{ title: 'a' }]).editions[0],
              fragments: [
                {
                  text: 'x',
                  containsSecret: false,
                  containsCommInfo: false,
                  identifiesPerson: false,
                  originator: 'somebody',
                },
              ],
            },
          ],
        },
        'CUSTOM',
        'editions[0].fragments[0].consentedTiers',
      ],
      ['an empty title', productOf(' ', [{ title: 'a' }]), 'TOO_SMALL', 'title'],
      [
        'a rank of ten',
        productOf('x', [{ title: 'a', secret: true, requiredRank: 10 }]),
        'TOO_BIG',
        'editions[0].requiredRank',
      ],
      [
        'a person who is no id',
        productOf('x', [{ title: 'a', audience: { everyone: false, people: ['x'] } }]),
        'INVALID_FORMAT',
        'editions[0].audience.people[0]',
      ],
    ])('is refused with %s, and the field is named', async (_title, product, reason, field) => {
      await expect(draft(analyst, product)).rejects.toMatchObject({ code: 'INVALID_INPUT', reason })
      const refusal = await refusalOf(
        await analyst.asking('mutation ($input: ProductInput!) { draftProduct(input: $input) { id } }', {
          input: product,
        }),
      )
      expect(refusal.field).toBe(field)
    })

    it('is not submitted with a reference to what it does not carry, nor without an edition', async () => {
      const { stixObjects } = await analyst.ask(
        '{ stixObjects(filter: { type: "relationship" }, first: 1) { items { id } } }',
      )
      const [relationship] = stixObjects.items
      const drafted = await draft(analyst, notice('dangling', { stixIds: [relationship.id] }))
      const { danglingReferences: dangling } = await analyst.ask(
        'query ($id: ID!) { danglingReferences(productId: $id) { category from path id known } }',
        drafted,
      )
      expect(dangling).toEqual(
        expect.arrayContaining([
          {
            category: 'NOTICE',
            from: relationship.id,
            path: expect.stringContaining('source_ref'),
            id: expect.any(String),
            known: true,
          },
        ]),
      )
      await expect(submit(analyst, drafted)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        reason: 'DANGLING_REFERENCE',
      })
      await expect(submit(analyst, await draft(analyst, productOf('empty', [])))).rejects.toMatchObject({
        reason: 'NO_EDITIONS',
      })
      const ends = dangling.map((reference: { id: string }) => reference.id)
      const revised = await revise(
        analyst,
        drafted,
        notice('no longer dangling', { stixIds: [relationship.id, ...ends] }),
      )
      const rest = await analyst.ask('query ($id: ID!) { danglingReferences(productId: $id) { id } }', revised)
      const whole = await revise(
        analyst,
        revised,
        notice('whole', {
          stixIds: [
            relationship.id,
            ...ends,
            ...rest.danglingReferences.map((reference: { id: string }) => reference.id),
          ],
        }),
      )
      await submit(analyst, whole)
    })

    it('[L01][L40] belongs to its office: an analyst of another government body does not find it', async () => {
      const { superuser } = hub.database
      await superuser.query(`update hub.person set roles = '{ANALYST,RELEASING_OFFICER}' where email = $1`, [
        hub.account('police-reader').email,
      ])
      await superuser.query(
        `update hub.api_key set scopes = '{read,acknowledge,import,draft,release}' where person_id = $1`,
        [await personIdOf(hub, 'police-reader')],
      )
      const stranger = hub.as('police-reader')
      const drafted = await submit(analyst, await draft(analyst, notice('ours')))
      const ids = [drafted.id, randomUUID()]
      for (const query of [
        'query ($id: ID!) { product(id: $id) { id } }',
        'query ($id: ID!) { audiencePreview(productId: $id) { people } }',
        'query ($id: ID!) { danglingReferences(productId: $id) { id } }',
        'query ($id: ID!) { explainAudience(productId: $id, personId: $id) { allowed } }',
        'mutation ($id: ID!) { submitProduct(id: $id, version: 1) { id } }',
        'mutation ($id: ID!) { returnProduct(id: $id, version: 1, reason: "x") { id } }',
        'mutation ($id: ID!) { releaseProduct(id: $id, version: 1) { id } }',
        'mutation ($id: ID!) { recallProduct(id: $id, reason: "x") { id } }',
        'query ($id: ID!) { productApprovals(productId: $id) { digest } }',
        `mutation ($id: ID!) { approveProduct(id: $id, version: 1, digest: "${'a'.repeat(64)}", kind: REVIEW) { digest } }`,
        'mutation ($id: ID!) { refuseProduct(id: $id, version: 1, digest: "a", kind: REVIEW, note: "x") { digest } }',
      ])
        for (const id of ids) await expect(stranger.ask(query, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(revise(stranger, drafted, notice('theirs'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
      const { products } = await stranger.ask('{ products { items { id } } }')
      expect(products.items).toEqual([])
      const { product } = await analyst.ask('query ($id: ID!) { product(id: $id) { state title } }', drafted)
      expect(product).toEqual({ state: 'IN_REVIEW', title: 'ours' })
      const own = await draft(stranger, notice('their own'))
      expect(own.editions).toHaveLength(1)
      await expect(analyst.ask('query ($id: ID!) { product(id: $id) { id } }', own)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
    })

    it('is not drafted above the drafter’s clearance, nor revised beyond it, nor seen by who may not read it', async () => {
      const { superuser } = hub.database
      const above = await draft(analyst, productOf('above', [{ title: 'above', secret: true, requiredRank: 2 }]))
      await superuser.query(`update hub.person set clearance_rank = 1 where email = $1`, [
        hub.account('analyst-2').email,
      ])
      await expect(colleague.ask('query ($id: ID!) { product(id: $id) { id } }', above)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
      await expect(
        draft(colleague, productOf('x', [{ title: 'x', secret: true, requiredRank: 2 }])),
      ).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await superuser.query(
        `update hub.person set clearance_rank = 2, clearance_valid_until = now() - interval '1 second' where email = $1`,
        [hub.account('analyst-2').email],
      )
      await expect(draft(colleague, productOf('x', [{ title: 'x', secret: true }]))).rejects.toMatchObject({
        code: 'FORBIDDEN',
      })
      await expect(colleague.ask('{ stixObjects { hasMore } }')).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(colleague.importBundle(newImportId(), '{}')).rejects.toMatchObject({ code: 'FORBIDDEN' })
      const plain = await draft(colleague, notice('a notice needs no clearance'))
      await expect(revise(colleague, plain, productOf('x', [{ title: 'x', commInfo: true }]))).rejects.toMatchObject({
        code: 'FORBIDDEN',
      })
      await superuser.query(
        `update hub.person set clearance_valid_until = now() + interval '1 year' where email = $1`,
        [hub.account('analyst-2').email],
      )
    })
  })

  describe('under review', () => {
    it('[L62] is released by a second person only: neither author, reviser nor submitter, even when they are officers', async () => {
      const byOfficer = await draft(officer, notice('written by an officer'))
      const revised = await revise(otherOfficer, byOfficer, notice('revised by another'))
      const submitted = await submit(colleague, revised)
      for (const writer of [officer, otherOfficer])
        await expect(releaseOnly(writer, submitted)).rejects.toMatchObject({
          code: 'FORBIDDEN',
          reason: 'SAME_PERSON_AS_AUTHOR',
        })
      const second = await submit(officer, await draft(analyst, notice('submitted by an officer')))
      await expect(releaseOnly(officer, second)).rejects.toMatchObject({
        code: 'FORBIDDEN',
        reason: 'SAME_PERSON_AS_SUBMITTER',
      })
      await expect(
        analyst.ask(
          'mutation ($id: ID!, $version: Int!) { releaseProduct(id: $id, version: $version) { id } }',
          second,
        ),
      ).rejects.toMatchObject({ code: 'FORBIDDEN' })
      expect((await releaseOnly(otherOfficer, second)).state).toBe('RELEASED')
      const { product } = await officer.ask(
        'query ($id: ID!) { product(id: $id) { releaseObjections { code } } }',
        submitted,
      )
      expect(product.releaseObjections).toEqual([{ code: 'SAME_PERSON_AS_AUTHOR' }])
    })

    it('[L62] is released only as the version that was compared', async () => {
      const first = await submit(analyst, await draft(analyst, notice('first')))
      const given = await giveBack(officer, first, 'もう一度')
      const second = await submit(analyst, await revise(analyst, given, notice('second')))
      expect(second.version).toBe(first.version + 1)
      await expect(releaseOnly(officer, first)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'CHANGED_SINCE' })
      await expect(revise(analyst, second, notice('third'))).rejects.toMatchObject({
        code: 'CONFLICT',
        reason: 'WRONG_STATE',
      })
      await expect(releaseOnly(officer, { ...second, version: 99 })).rejects.toMatchObject({ code: 'CONFLICT' })
      expect((await releaseOnly(officer, second)).state).toBe('RELEASED')
    })

    it('previews exactly whom it then reaches, person by person, and explains why', async () => {
      const product = productOf('preview', [
        { title: '総合', commInfo: true, requiredRank: 2, audience: { everyone: true } },
        { title: '提供用', secret: true, audience: { everyone: false, sectors: ['electricity', 'finance'] } },
        { title: '周知等用', audience: { everyone: true, excludedOrganisations: [await organisationOf('hayate')] } },
      ])
      const drafted = await draft(analyst, product)
      const { audiencePreview: preview } = await analyst.ask(
        'query ($id: ID!) { audiencePreview(productId: $id) { people toPublic organisations { id people { id category } } leftOut { personId category condition receives } } }',
        drafted,
      )
      const promised = preview.organisations
        .flatMap((organisation: any) => organisation.people.map((person: any) => `${person.id} ${person.category}`))
        .sort()
      expect(promised).toHaveLength(preview.people)
      const explained = async (prefix: string) =>
        (
          await analyst.ask(
            'query ($productId: ID!, $personId: ID!) { explainAudience(productId: $productId, personId: $personId) { category allowed delivered steps { condition holds } } }',
            { productId: drafted.id, personId: await personIdOf(hub, prefix) },
          )
        ).explainAudience
      const failed = (explanation: any, category: string) =>
        explanation
          .find((edition: any) => edition.category === category)
          .steps.filter((step: any) => !step.holds)
          .map((step: any) => step.condition)
      expect(failed(await explained('kirinomiya'), 'PROVISION')).toEqual(['SAFEGUARDS_VALID'])
      expect(failed(await explained('amanogawa'), 'PROVISION')).toEqual(['CLEARANCE_VALID'])
      expect(failed(await explained('hibari'), 'PROVISION')).toEqual(['IN_AUDIENCE'])
      expect(failed(await explained('ministry-reader'), 'COMPREHENSIVE')).toEqual(['CLEARANCE_SUFFICIENT'])
      expect(failed(await explained('wakaba'), 'PROVISION')).toContain('TIER_MAY_RECEIVE_CATEGORY')
      expect(failed(await explained('hayate'), 'NOTICE')).toEqual(['NOT_EXCLUDED'])
      expect(preview.leftOut).toEqual(
        expect.arrayContaining([
          {
            personId: await personIdOf(hub, 'kirinomiya'),
            category: 'PROVISION',
            condition: 'SAFEGUARDS_VALID',
            receives: 'NOTICE',
          },
        ]),
      )

      await submit(analyst, drafted)
      await releaseOnly(officer, drafted)
      await settled(hub)
      const { rows } = await hub.database.superuser.query<{ told: string }>(
        `select i.person_id || ' ' || i.category as told from hub.inbox i join hub.edition e on e.id = i.edition_id where e.product_id = $1 and i.kind = 'RELEASED'`,
        [drafted.id],
      )
      expect(rows.map(row => row.told).sort()).toEqual(promised)
      expect(promised.length).toBeGreaterThan(100)
    })

    const organisationOf = async (prefix: string): Promise<string> => {
      const { rows } = await hub.database.superuser.query<{ id: string }>(
        'select organisation_id as id from hub.person where id = $1',
        [await personIdOf(hub, prefix)],
      )
      return rows[0].id
    }
  })
})
