import type { Components } from 'react-markdown'
import Markdown from 'react-markdown'
import { useTranslation } from 'react-i18next'
import remarkGfm from 'remark-gfm'
import { LookAlikeNotice } from './look-alike-mark.tsx'
import { isSafeLink, revealedText } from './text.ts'

function ExternalLink({ href, children }: { href?: string | undefined; children?: React.ReactNode }) {
  const { t } = useTranslation()
  if (!isSafeLink(href)) return <>{children}</>
  return (
    <a href={href} target="_blank" rel="noreferrer noopener nofollow" title={`${t('editions.external')}: ${href}`}>
      {children}
    </a>
  )
}

// Headings one step down, since the page has its own; pictures never, since nothing is fetched from elsewhere.
const COMPONENTS: Components = {
  a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
  img: ({ alt }) => <>{alt ?? ''}</>,
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h4>{children}</h4>,
}

/** Markdown as text: raw HTML is shown as it was written, links leave without a referrer, pictures stay out. */
export function Prose({ text }: { text: string }) {
  return (
    <div className="prose">
      <LookAlikeNotice text={text} />
      <Markdown
        remarkPlugins={[remarkGfm]}
        components={COMPONENTS}
        urlTransform={href => (isSafeLink(href) ? href : '')}
      >
        {revealedText(text)}
      </Markdown>
    </div>
  )
}
