/** Small line drawings in the colour of the text around them. They say nothing to a screen reader: what holds one has a name. */
import type { ComponentChildren } from 'preact'

export interface IconProps {
  /** Pixels, each way. */
  readonly size?: number
}

export type Icon = (props: IconProps) => ReturnType<typeof drawing>

const drawing = (size: number, children: ComponentChildren) => (
  <svg
    class="icon"
    aria-hidden="true"
    focusable="false"
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    {children}
  </svg>
)

const icon =
  (children: ComponentChildren): Icon =>
  ({ size = 20 }) =>
    drawing(size, children)

const line =
  (d: string): Icon =>
  ({ size = 20 }) =>
    drawing(size, <path d={d} />)

export const PaperclipIcon = line(
  'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.4 3.4 0 0 1 4.8 4.8l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8',
)
export const SendIcon = line('M4 12L3 4l18 8-18 8 1-8zm0 0h8')
export const FileIcon = line('M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zm0 0v5h5')
export const TableIcon = line(
  'M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM3 10h18M3 15h18M10 10v10',
)
export const DownloadIcon = line('M12 4v11m0 0l-5-5m5 5l5-5M4 20h16')
export const CloseIcon = line('M6 6l12 12M18 6L6 18')
export const ReplyIcon = line('M9 7L4 12l5 5M4 12h9a7 7 0 0 1 7 7')
export const ChevronIcon = line('M6 9.5l6 6 6-6')
export const ArrowDownIcon = line('M12 5v14m0 0l-6-6m6 6l6-6')
export const SlashIcon = line('M15 4L9 20')
export const CheckIcon = line('M5 13l4.5 4.5L19 7')
export const WarningIcon = line('M12 4L2.5 20h19zM12 10v4.5M12 17.5v.01')
export const MoonIcon = line('M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z')
export const SampleIcon = line('M9 3h6M10 3v6.5L4.6 18a2 2 0 0 0 1.7 3h11.4a2 2 0 0 0 1.7-3L14 9.5V3M7.5 15h9')
export const AtIcon = icon(
  <>
    <circle cx="12" cy="12" r="3.8" />
    <path d="M15.8 8.2v5a2.6 2.6 0 0 0 5.2 0V12a9 9 0 1 0-3.6 7.2" />
  </>,
)
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4" />
  </>,
)
/** Two keys: the bot. */
export const KeysIcon = icon(
  <>
    <circle cx="7" cy="8" r="3.5" />
    <path d="M10.5 8H21m-3 0v3.5" />
    <circle cx="17" cy="16.5" r="3.5" />
    <path d="M13.5 16.5H3m3 0V13" />
  </>,
)
export const NewTabIcon = line('M13 5h6v6m0-6-9 9M10 5H7a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-3')
export const SpeechIcon = line(
  'M5 5h14a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 17h-7l-4.5 3.5V17H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 5Z',
)
export const QuestionIcon = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 3v.01" />
  </>,
)
export const SystemIcon = icon(
  <>
    <rect x="3" y="4.5" width="18" height="12" rx="2" />
    <path d="M9 20h6m-3-3.5v3.5" />
  </>,
)
export const PeopleIcon = icon(
  <>
    <circle cx="9" cy="8.5" r="3.5" />
    <path d="M2.5 19.5c.5-3.5 3-5.5 6.5-5.5s6 2 6.5 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4m2.5 2.9c2 .8 3.2 2.5 3.5 4.9" />
  </>,
)
export const KnobsIcon = icon(
  <>
    <path d="M4 7h8m6 0h2M4 17h2m6 0h8" />
    <circle cx="15" cy="7" r="2.75" />
    <circle cx="9" cy="17" r="2.75" />
  </>,
)
