/** The whole page: who you are, the space, and the organisation beside it. */
import { useState } from 'preact/hooks'
import { ConnectDialog } from './connect/connect-dialog.tsx'
import { Panel } from './panel/panel.tsx'
import { Space } from './space/space.tsx'
import { useView } from './use-session.ts'

export const App = () => {
  const { me } = useView()
  const [shown, setShown] = useState<'organisation' | 'knobs'>('organisation')
  const [isConnecting, setConnecting] = useState(false)
  return (
    <div class="app">
      <header class="top">You are {me.name}</header>
      <Space />
      <Panel shown={shown} onShow={setShown} />
      <ConnectDialog isOpen={isConnecting} onClose={() => setConnecting(false)} />
    </div>
  )
}
