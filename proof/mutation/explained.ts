/** Why a change of the code that no test notices is no gap: by the name that `npm run mutation` gives it. */
export const EXPLAINED: Readonly<Record<string, string>> = {
  'src/run/fair-queue.ts: waiting?.length → waiting.length':
    'the same: a line that had a call to give is there; the types cannot know',
  'src/run/fair-queue.ts: !this.#lines.has(line) → true':
    'the same: of those remembered the front one is never one who waits, who would have been taken; asked all the same, since a call would be lost',
  'src/approval/decide.ts: \'equal\' → ""':
    'the same: "equal" then meets no case, and the function ends with the undefined that its case returns',
  'src/approval/usual-reviewer.ts: reviews.at(-1)?.by → reviews.at(-1).by':
    'the same: it is asked only where exactly one person reviewed, so that there is a last review; the types cannot know',
  'src/run/bucket.ts: { isTooWide: false, isCounted: false } → {}':
    'the same: both are only asked whether they are true',
  'src/run/bucket.ts: { calls: concurrency, windowMs: 0 } → {}':
    'memory alone: without a quota nothing waits for what began before, and the list of it is kept short for its space',
  'src/run/bucket.ts: backMs === 0 → false': 'the same: everything is moved back by nothing',
  "src/run/caller.ts: decision.kind === 'retry' → false":
    'the same but for a second draw of the jitter: the wait of the decision comes from the same function of the same arguments',
  'src/run/caller.ts: \'retry\' → ""': 'the same but for a second draw of the jitter: as the one before',
  'src/run/caller.ts: \'again\' → ""':
    'the same: whoever asks looks for "answer" and "unwanted", and takes everything else for another try; the word is for the types',
  'src/run/outcomes.ts: \'unclear\' → ""':
    'the same: "unclear" then meets no case, and the function ends with the undefined that its case returns',
  'src/run/outcomes.ts: case undefined: return undefined → case undefined:':
    'the same: the function ends with undefined there, too',
  "src/run/recheck.ts: found?.kind !== 'found' → false (3)":
    'the same: of an account that was not found the verdict is settled, which is asked before; the types cannot know',
  'src/run/recheck.ts: found?.kind → found.kind (7)':
    'the same: without a finding the verdict is settled, which is asked before; the types cannot know',
  'src/run/run-plan.ts: outcome.error?.message → outcome.error.message':
    'the same: an outcome that makes the canary fail has an error; the types cannot know',
  'src/run/run-progress.ts: [...this.#latest, ...outcomes].slice(-rule.window) → [...this.#latest, ...outcomes]':
    'memory alone: the stop rule looks at no more than the last of them',
  'src/run/whose-call.ts: \'\' → "Stryker was here!"': 'the same: any name will do that no job has',
  'src/store/journal.ts: \'|\' → ""':
    'the same, slower: no outcome is known by its form then, and the schema takes each of them as it is',
  'src/store/journal.ts: PLAIN_OUTCOME.test(line) → false': 'the same, slower: as the one before',
  'src/store/sealed-line.ts: end > 0 → true':
    'the same: before the first byte there is none, which is not zero, so that the loop ends there by itself',
  'src/store/sealed-line.ts: end > 0 → end >= 0': 'the same: as the one before',
}
