/**
 * The columns that a report of ours adds to those of the input, but for `directory` and `user_id`, which lists of people have as
 * well. Report writes them and intake knows our files by them: with one missing here, a report could pass for a list of people.
 */
export const REPORT_COLUMNS: ReadonlySet<string> = new Set([
  'source_file',
  'source_line',
  'action',
  'reason',
  'outcome',
  'finished_at',
  'undo_until',
  'error_code',
  'error_message',
  'http_status',
  'tracking_id',
  'retryable',
])
