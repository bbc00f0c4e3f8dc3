/** What can go wrong with one vendor. Closed, it says in a few words what is turned. */
import type { Vendor, VendorKnobs } from '../../protocol.ts'
import { Choice, Switch } from './controls.tsx'
import { downHint, expiredHint, NEXT_CHANGES, nextHint, VENDOR_TITLES, vendorWords } from './knob-words.ts'
import type { Turn } from './use-turn.ts'

export interface VendorKnobsProps {
  readonly vendor: Vendor
  readonly knobs: VendorKnobs
  readonly turn: Turn
}

export const VendorKnobsView = ({ vendor, knobs, turn }: VendorKnobsProps) => {
  const title = VENDOR_TITLES[vendor]
  const change = (changed: Partial<VendorKnobs>) => turn({ vendors: { [vendor]: changed } })
  const words = vendorWords(knobs)
  return (
    <details class="panel-vendor-knobs" open={vendor === 'webex'}>
      <summary>
        <span class="panel-vendor-title">{title}</span>
        <span class={words === 'as documented' ? 'panel-vendor-words' : 'chip chip-warn'}>{words}</span>
      </summary>
      <fieldset class="panel-vendor-fields">
        <legend class="visually-hidden">{title}</legend>
        <Switch
          label={vendor === 'webex' ? 'Webex administration is down' : `${title} is down`}
          isOn={knobs.isDown}
          hint={downHint(vendor)}
          onTurn={(isDown) => change({ isDown })}
        />
        <Switch
          label="The bot's credential has expired"
          isOn={knobs.isTokenExpired}
          hint={expiredHint(vendor)}
          onTurn={(isTokenExpired) => change({ isTokenExpired })}
        />
        <Choice
          label="The next change"
          value={knobs.nextChange}
          options={NEXT_CHANGES}
          hint={nextHint(knobs.nextChange, vendor)}
          onChoose={(nextChange) => change({ nextChange })}
        />
      </fieldset>
    </details>
  )
}
