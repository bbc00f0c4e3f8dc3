/** Everybody with each vendor, who is gone, and the way back to the start. */
import { useEffect, useState } from 'preact/hooks'
import type { Vendor } from '../../protocol.ts'
import { wordsOf } from '../error-words.ts'
import { SCROLLED } from '../space/scrolled.ts'
import { useSession, useView } from '../use-session.ts'
import { AccountList } from './account-list.tsx'
import { countsOf, summaryWords } from './account-words.ts'
import { VENDOR_TITLES, VENDORS } from './knob-words.ts'
import { ResetButton } from './reset-button.tsx'
import { panelIdOf, Tabs, tabIdOf } from './tabs.tsx'
import { useSettled } from './use-settled.ts'

const ID = 'panel-vendor'

export const Organisation = () => {
  const { directories } = useView()
  const [vendor, setVendor] = useState<Vendor>('webex')
  const [query, setQuery] = useState('')
  const { fault, load } = useDirectories()
  const directory = directories[vendor]
  return (
    <>
      <div class="panel-head">
        <label class="visually-hidden" for="panel-search">
          Search people
        </label>
        <input
          id="panel-search"
          type="search"
          placeholder="Name, address, status or role"
          autocomplete="off"
          spellcheck={false}
          value={query}
          onInput={({ currentTarget }) => setQuery(currentTarget.value)}
        />
        <Tabs
          label="Directories"
          id={ID}
          class="panel-vendors"
          shown={vendor}
          onShow={setVendor}
          tabs={VENDORS.map((key) => ({ key, label: <VendorLabel vendor={key} /> }))}
        />
        <Summary />
      </div>
      {fault !== '' && (
        <p class="notice notice-bad panel-notice" role="alert">
          {fault}{' '}
          <button type="button" class="button button-small" onClick={load}>
            Load again
          </button>
        </p>
      )}
      {VENDORS.map((key) => (
        <div
          key={key}
          role="tabpanel"
          id={panelIdOf(ID, key)}
          aria-labelledby={tabIdOf(ID, key)}
          class="panel-list"
          hidden={key !== vendor}
          {...SCROLLED}
        >
          {key === vendor && directory && (
            <AccountList accounts={directory.accounts} query={query} onClear={() => setQuery('')} />
          )}
          {key === vendor && !directory && fault === '' && <p class="panel-empty">Loading…</p>}
        </div>
      ))}
      <footer class="panel-foot">
        <ResetButton />
      </footer>
    </>
  )
}

/** Sees to it that every directory is there: the tabs tell how many people each has. */
const useDirectories = () => {
  const session = useSession()
  const [fault, setFault] = useState('')
  const load = () => {
    setFault('')
    const missing = VENDORS.filter((vendor) => !session.store.view.directories[vendor])
    Promise.all(missing.map((vendor) => session.showDirectory(vendor))).catch((error: unknown) =>
      setFault(`The people could not be loaded: ${wordsOf(error)}`),
    )
  }
  useEffect(load, [session])
  return { fault, load }
}

const VendorLabel = ({ vendor }: { readonly vendor: Vendor }) => {
  const directory = useView().directories[vendor]
  const counts = directory && countsOf(directory)
  return (
    <>
      <span class="panel-vendor-title">{VENDOR_TITLES[vendor]}</span>
      <span class="panel-vendor-count">
        {counts ? counts.there : '…'}
        <span class="visually-hidden"> people</span>
        {counts && counts.changed > 0 && (
          <>
            <span class="visually-hidden">, </span>
            <span class="panel-vendor-changed">
              {counts.changed}
              <span class="visually-hidden"> changed</span>
            </span>
          </>
        )}
      </span>
    </>
  )
}

const SETTLED_MS = 1_500

/** Is read aloud once it has come to rest: a run changes somebody many times in a second. */
const Summary = () => {
  const words = summaryWords(useView().directories)
  const settled = useSettled(words, SETTLED_MS)
  return (
    <>
      {words !== '' && <p class="panel-summary">{words}</p>}
      <p class="visually-hidden" role="status">
        {settled}
      </p>
    </>
  )
}
