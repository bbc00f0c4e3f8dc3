/** The few drawings of the frame. Each only accompanies words, and is hidden from those who hear the page. */
import type { ComponentChildren } from 'preact'

const drawn = (children: ComponentChildren, viewBox = '0 0 24 24', width = '1.75') => (
  <svg
    aria-hidden="true"
    viewBox={viewBox}
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    stroke-width={width}
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    {children}
  </svg>
)

/** The product's own, as in its manifest. */
export const TwoKeys = () =>
  drawn(
    <>
      <circle cx="18" cy="20" r="10" />
      <path d="M28 20h28m-8 0v9m8-9v6" />
      <circle cx="46" cy="46" r="10" />
      <path d="M36 46H8m8 0v-9m-8 9v-6" />
    </>,
    '0 0 64 64',
    '5',
  )
export const Chevron = () => drawn(<path d="m6 9 6 6 6-6" />)
export const Cross = () => drawn(<path d="m6 6 12 12M18 6 6 18" />)
export const Check = () => drawn(<path d="m5 12 5 5 9-10" />)
export const NewTab = () =>
  drawn(<path d="M13 5h6v6m0-6-9 9M10 5H7a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-3" />)
export const Question = () =>
  drawn(
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 3v.01" />
    </>,
  )
export const System = () =>
  drawn(
    <>
      <rect x="3" y="4.5" width="18" height="12" rx="2" />
      <path d="M9 20h6m-3-3.500v3.500" />
    </>,
  )
export const Sun = () =>
  drawn(
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 2.500v2m0 15v2m9.500-9.500h-2m-15 0h-2m16.200-6.700-1.400 1.400M6.700 17.300l-1.400 1.400m13.400 0-1.400-1.400M6.700 6.700 5.300 5.300" />
    </>,
  )
export const Moon = () => drawn(<path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500Z" />)
export const Speech = () =>
  drawn(
    <path d="M5 5h14a1.500 1.500 0 0 1 1.500 1.500v9A1.500 1.500 0 0 1 19 17h-7l-4.500 3.500V17H5a1.500 1.500 0 0 1-1.500-1.500v-9A1.500 1.500 0 0 1 5 5Z" />,
  )
export const People = () =>
  drawn(
    <>
      <circle cx="9" cy="8.500" r="3.500" />
      <path d="M2.500 19.500c.5-3.500 3-5.500 6.500-5.500s6 2 6.500 5.500M15.500 5.300a3.500 3.500 0 0 1 0 6.400m2.500 2.900c2 .8 3.200 2.500 3.500 4.900" />
    </>,
  )
export const Knobs = () =>
  drawn(
    <>
      <path d="M4 7h8m6 0h2M4 17h2m6 0h8" />
      <circle cx="15" cy="7" r="2.750" />
      <circle cx="9" cy="17" r="2.750" />
    </>,
  )
