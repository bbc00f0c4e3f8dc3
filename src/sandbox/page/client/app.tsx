/** The whole page: who you are, the space, and the organisation beside it. */
import { Space } from './space/space.tsx'
import { useView } from './use-session.ts'

export const App = () => {
  const { me } = useView()
  return (
    <div class="app">
      <header class="top">You are {me.name}</header>
      <Space />
    </div>
  )
}
