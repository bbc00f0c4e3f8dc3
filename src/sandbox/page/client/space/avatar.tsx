/** A person's initials in their colour. The name beside it says the same to a screen reader. */
import type { Member } from '../../protocol.ts'
import { KeysIcon } from '../icons.tsx'
import { hueOf, initialsOf } from './people.ts'

export interface AvatarProps {
  readonly member: Member
  readonly isBot?: boolean
}

export const Avatar = ({ member, isBot = false }: AvatarProps) => (
  <span
    class={isBot ? 'avatar avatar-bot' : 'avatar avatar-person'}
    style={{ '--hue': hueOf(member.personId) }}
    aria-hidden="true"
  >
    {isBot ? <KeysIcon size={18} /> : initialsOf(member.name)}
  </span>
)
