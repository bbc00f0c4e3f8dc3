/** Why a change of the code that no test notices is no gap: by the name that `npm run mutation` gives it. */
export const EXPLAINED: Readonly<Record<string, string>> = {}
