/** Who the visitor is in this tab, and the way to be somebody else, here or in a second tab beside this one. */
import type { Persona } from '../../protocol.ts'
import { CheckIcon, ChevronIcon, NewTabIcon } from '../icons.tsx'
import { Avatar } from '../space/avatar.tsx'
import { useSession, useView } from '../use-session.ts'
import { Menu, type MenuRow } from './menu.tsx'
import { tabOf } from './tab-of.ts'

export const PersonaMenu = () => {
  const session = useSession()
  const { me, page } = useView()
  const rowOf = (persona: Persona): MenuRow => ({
    name: persona.name,
    cells: [
      {
        content: <Portrait persona={persona} isChosen={persona.key === me.key} />,
        isChosen: persona.key === me.key,
        onChoose: () => void session.become(persona),
      },
      { content: <NewTabIcon />, label: `Open ${persona.name} in a new tab`, href: tabOf(persona.key) },
    ],
  })
  return (
    <Menu
      class="persona"
      title="Who you are in this tab"
      buttonClass="persona-button"
      button={
        <>
          <Avatar member={me} />
          <span class="persona-words">
            <span class="persona-name">
              <Unseen>You are </Unseen>
              {me.name}
            </span>
            <span class="persona-role">
              <Unseen>, who </Unseen>
              {me.role}
            </span>
          </span>
          <ChevronIcon />
        </>
      }
      rows={page.personas.map(rowOf)}
    />
  )
}

const Unseen = ({ children }: { readonly children: string }) => <span class="visually-hidden">{children}</span>

const Portrait = ({ persona, isChosen }: { readonly persona: Persona; readonly isChosen: boolean }) => (
  <>
    <Avatar member={persona} />
    <span class="persona-words">
      <span class="persona-name">{persona.name}</span> <span class="persona-role">{persona.role}</span>
    </span>
    {isChosen && <CheckIcon />}
  </>
)
