/** A process to be killed: opens a playground, starts its bot, and says who it is. */

import { startPlayground } from '../../src/sandbox/playground.ts'
import { connectCheck } from '../../src/setup/check.ts'

const playground = await startPlayground(
  { LOG_LEVEL: 'silent' },
  { connect: connectCheck({}), onLink: () => undefined },
)
await playground.start()
const tell = setInterval(() => {
  const { status } = playground.bot.state
  if (status === 'starting') return
  clearInterval(tell)
  process.send?.({ status, pid: playground.bot.pid, dataDir: playground.environment['DATA_DIR'] })
}, 50)
