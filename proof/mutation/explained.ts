/** Why a change of the code that no test notices is no gap: by the name that `npm run mutation` gives it. */
export const EXPLAINED: Readonly<Record<string, string>> = {
  "src/approval/decide.ts: 'equal' → \"\"":
    'the same: "equal" then meets no case, and the function ends with the undefined that its case returns',
  'src/approval/usual-reviewer.ts: reviews.at(-1)?.by → reviews.at(-1).by':
    'the same: it is asked only where exactly one person reviewed, so that there is a last review; the types cannot know',
}
