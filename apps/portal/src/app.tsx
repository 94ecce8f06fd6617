import type { ComponentType } from 'react'
import { lazy, Suspense } from 'react'
import { createBrowserRouter } from 'react-router'
import { SignInPage } from './account/sign-in-page.tsx'
import type { Abilities } from './api/types.ts'
import { EditionsPage } from './editions/editions-page.tsx'
import { InboxPage } from './inbox/inbox-page.tsx'
import { CrashPage, Gate, NotFoundPage } from './shell/gate.tsx'
import { Shell } from './shell/shell.tsx'

/** A page that is fetched when somebody who may use it opens it. */
function behind(needs: readonly (keyof Abilities)[], load: () => Promise<ComponentType>) {
  const Fetched = lazy(async () => ({ default: await load() }))
  return (
    <Gate needs={needs}>
      <Fetched />
    </Gate>
  )
}

const EditionPage = lazy(async () => ({ default: (await import('./editions/edition-page.tsx')).EditionPage }))
const LookUpPage = lazy(async () => ({ default: (await import('./look-ups/look-up-page.tsx')).LookUpPage }))
const OwnContributionsPage = lazy(async () => ({
  default: (await import('./contributions/own-contributions-page.tsx')).OwnContributionsPage,
}))
const EnrolPage = lazy(async () => ({ default: (await import('./account/enrol-page.tsx')).EnrolPage }))
const ConsentsPage = lazy(async () => ({ default: (await import('./consents/consents-page.tsx')).ConsentsPage }))
const ContactsPage = lazy(async () => ({ default: (await import('./contacts/contacts-page.tsx')).ContactsPage }))
const RelayPage = lazy(async () => ({ default: (await import('./relays/relay-page.tsx')).RelayPage }))
const AccountPage = lazy(async () => ({ default: (await import('./account/account-page.tsx')).AccountPage }))

const onProducts = ['draft', 'release'] as const
const productsPage = behind(onProducts, async () => (await import('./work/products-page.tsx')).ProductsPage)
const newProductPage = behind(['draft'], async () => (await import('./work/product-edit-page.tsx')).NewProductPage)
const editProductPage = behind(['draft'], async () => (await import('./work/product-edit-page.tsx')).EditProductPage)
const productPage = behind(onProducts, async () => (await import('./work/product-page.tsx')).ProductPage)
const expiringPage = behind(onProducts, async () => (await import('./work/expiring-page.tsx')).ExpiringPage)
const dutyPage = behind(['draft', 'release', 'administer'], async () => (await import('./work/duty-page.tsx')).DutyPage)
const reachabilityPage = behind(
  ['draft', 'release', 'administer', 'inspect'],
  async () => (await import('./council/reachability-page.tsx')).ReachabilityPage,
)
const drillsPage = behind(onProducts, async () => (await import('./work/drills-page.tsx')).DrillsPage)
const casesPage = behind(onProducts, async () => (await import('./cases/cases-page.tsx')).CasesPage)
const casePage = behind(onProducts, async () => (await import('./cases/case-page.tsx')).CasePage)
const storePage = behind(['useStore'], async () => (await import('./work/store-page.tsx')).StorePage)
const objectPage = behind(['useStore'], async () => (await import('./work/stix-object-page.tsx')).StixObjectPage)
const importsPage = behind(['useStore'], async () => (await import('./work/imports-page.tsx')).ImportsPage)
const receiptPage = behind(['useStore'], async () => (await import('./work/receipt-page.tsx')).ReceiptPage)
const extractionPage = behind(['useStore'], async () => (await import('./work/extraction-page.tsx')).ExtractionPage)
const sourcesPage = behind(
  ['useStore', 'administer'],
  async () => (await import('./sources/sources-page.tsx')).SourcesPage,
)
const sourcePage = behind(
  ['useStore', 'administer'],
  async () => (await import('./sources/source-page.tsx')).SourcePage,
)
const contributionsPage = behind(
  ['useStore'],
  async () => (await import('./sources/contributions-page.tsx')).ContributionsPage,
)
const circlesPage = behind(
  ['draft', 'release', 'administer', 'inspect'],
  async () => (await import('./circles/circles-page.tsx')).CirclesPage,
)
const afterReviewsPage = behind(
  ['draft', 'release', 'inspect'],
  async () => (await import('./work/after-reviews-page.tsx')).AfterReviewsPage,
)
const alertsPage = behind(onProducts, async () => (await import('./work/alerts-page.tsx')).AlertsPage)
const inspectionPage = behind(['inspect'], async () => (await import('./work/inspection-pages.tsx')).InspectionPage)
const inspectedPage = behind(['inspect'], async () => (await import('./work/inspection-pages.tsx')).InspectedPage)
const organisationsPage = behind(
  ['administer'],
  async () => (await import('./council/organisations-page.tsx')).OrganisationsPage,
)
const organisationPage = behind(
  ['administer'],
  async () => (await import('./council/organisation-page.tsx')).OrganisationPage,
)

/** Every address of the portal. */
export const router = createBrowserRouter([
  { path: '/sign-in', element: <SignInPage />, errorElement: <CrashPage /> },
  {
    path: '/enrol',
    element: (
      <Suspense>
        <EnrolPage />
      </Suspense>
    ),
    errorElement: <CrashPage />,
  },
  {
    element: <Shell />,
    errorElement: <CrashPage />,
    children: [
      { path: '/', element: <InboxPage /> },
      { path: '/editions', element: <EditionsPage /> },
      { path: '/editions/:id', element: <EditionPage /> },
      { path: '/look-up', element: <LookUpPage /> },
      { path: '/own-contributions', element: <OwnContributionsPage /> },
      { path: '/consents', element: <ConsentsPage /> },
      { path: '/contacts', element: <ContactsPage /> },
      { path: '/relay', element: <RelayPage /> },
      { path: '/account', element: <AccountPage /> },
      { path: '/products', element: productsPage },
      { path: '/products/new', element: newProductPage },
      { path: '/products/:id', element: productPage },
      { path: '/products/:id/edit', element: editProductPage },
      { path: '/expiring', element: expiringPage },
      { path: '/duty', element: dutyPage },
      { path: '/drills', element: drillsPage },
      { path: '/reachability', element: reachabilityPage },
      { path: '/cases', element: casesPage },
      { path: '/cases/:id', element: casePage },
      { path: '/alerts', element: alertsPage },
      { path: '/after-reviews', element: afterReviewsPage },
      { path: '/store', element: storePage },
      { path: '/store/:id', element: objectPage },
      { path: '/imports', element: importsPage },
      { path: '/imports/:id', element: receiptPage },
      { path: '/extraction', element: extractionPage },
      { path: '/sources', element: sourcesPage },
      { path: '/sources/:id', element: sourcePage },
      { path: '/contributions', element: contributionsPage },
      { path: '/inspection', element: inspectionPage },
      { path: '/inspection/:id', element: inspectedPage },
      { path: '/circles', element: circlesPage },
      { path: '/organisations', element: organisationsPage },
      { path: '/organisations/:id', element: organisationPage },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
])
