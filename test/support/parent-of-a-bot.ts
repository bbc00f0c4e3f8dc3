/** A process to be killed: opens a playground, starts its bot, and says who it is. */
import { connectCheck } from '../../src/connect-check.ts'
import { startPlayground } from '../../src/sandbox/playground.ts'

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
