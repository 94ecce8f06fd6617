import './shell/trusted-text.ts'

import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './portal.css'

import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { RouterProvider } from 'react-router/dom'
import { HubProblem } from '@noroshi/client'
import { onSignedOut } from './api/graphql.ts'
import { router } from './app.tsx'
import { pageNonce } from './shell/trusted-text.ts'
import { colorSchemeManager, theme } from './theme.ts'
import { i18n } from './words/i18n.ts'

const client = new QueryClient({
  defaultOptions: {
    // Offline is said, not waited out: a page that only shows grey bars tells nobody what to do.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 20_000,
      // What could not be reached was tried again by the client already.
      retry: (count, failure) => count < 2 && failure instanceof HubProblem && failure.code === 'UNAVAILABLE',
    },
  },
})

// A session that ended takes what was read with it.
onSignedOut(() => {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' })
  client.setQueryData(['me'], null)
})

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has lost its root')

createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={colorSchemeManager}
        getStyleNonce={() => pageNonce}
      >
        <QueryClientProvider client={client}>
          <Notifications position="bottom-right" autoClose={5_000} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  </StrictMode>,
)
